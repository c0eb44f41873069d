import { plainWasmMiniLm } from './plainWorkload';

const p = await plainWasmMiniLm(2);
for (let i = 0; i < 2; i++) {
  const t = performance.now();
  const l = await p.step();
  console.log(l, performance.now() - t);
}
