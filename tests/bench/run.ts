import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import { accuracyRows } from './accuracy';
import { baseRows } from './baseRows';
import { chromiumRows } from './chromium';
import { holds, table } from './measure';
import { nodePlace, torchRow } from './node';
import { measureRows } from './rows';
import { sweep } from './sweep';

/**
 * `npm run bench [-- --json] [-- --node | --chromium | --accuracy [SAMPLE]]`: measures, prints, exits 1
 * below a target. `--sweep SETTINGS` tries settings instead; see sweep.ts. Accuracy takes half an hour and
 * is measured only when it is asked for.
 */
if (process.argv[2] === '--sweep') {
  await sweep(process.argv[3] ?? '[]');
  process.exit(0);
}
const flags = new Set(process.argv.slice(2));
/** The first word that is no flag: the one sample whose figures are wanted. */
const sample = process.argv.slice(2).find((word) => !word.startsWith('--'));
const say = (line: string): void => console.error(line);
const rows = [];
const accuracy = flags.has('--accuracy');
if (accuracy) rows.push(...(await accuracyRows(say, sample)));
if (!accuracy && !flags.has('--chromium')) {
  const measured = await measureRows(nodePlace(), say);
  rows.push(...measured, torchRow(measured[0]?.figures['ms a step'] ?? Number.NaN));
  rows.push(...(await baseRows(startNodeThread)));
  say('Node: BERT-base');
}
if (!accuracy && !flags.has('--node')) rows.push(...(await chromiumRows(say)));
console.log(flags.has('--json') ? JSON.stringify(rows, null, 2) : table(rows));
process.exit(rows.every(holds) ? 0 : 1);
