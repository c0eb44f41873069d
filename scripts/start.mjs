// Builds the studio, then serves it and prints the address.
import { spawnSync } from 'node:child_process';
import { preview } from 'vite';

const build = spawnSync('npx vite build --logLevel warn', { shell: true, stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);
const server = await preview({ preview: { host: '127.0.0.1', port: 4173 }, logLevel: 'error' });
const { port } = server.httpServer.address();
console.log(`\nGraft Studio is ready: http://127.0.0.1:${port}\nStop it with Ctrl+C.`);
