// Builds the studio, then serves it and prints the address.
import { build, preview } from 'vite';

await build({ logLevel: 'warn' });
const server = await preview({ preview: { host: '127.0.0.1', port: 4173 }, logLevel: 'error' });
console.log(`\nGraft Studio is ready: ${server.resolvedUrls?.local[0]}\nStop it with Ctrl+C.`);
