import type { Executor } from '../../src/engine/backends/executor';
import { createRandom } from '../../src/engine/core/rng';
import { differentiate } from '../../src/engine/graph/differentiate';
import { input } from '../../src/engine/graph/leaves';
import type { Value } from '../../src/engine/graph/node';
import { makePlan } from '../../src/engine/graph/plan';
import { add } from '../../src/engine/ops/add';
import { crf } from '../../src/engine/ops/crf';
import { fill } from '../../src/engine/ops/fill';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import { type BenchRow, quickest } from './measure';
import { miniLmTrainer, randomExamples } from './workload';

const [SENTENCES, WORDS, TAGS] = [32, 64, 9];
const COUNTS = { N: SENTENCES * WORDS, S: SENTENCES };
const REPEATS = 10;
const RATE = 5e-5;

/** A chain's loss with its gradients against a step of full fine-tuning, on the same executor. */
export async function crfRow(
  place: string,
  model: LoadedModel,
  executor: Executor,
): Promise<BenchRow> {
  const chain = await chainMilliseconds(executor);
  const trainer = await miniLmTrainer(model, executor, 'full', { N: 512, S: 8 });
  const batch = randomExamples(8, 64);
  let step = 0;
  const once = async (): Promise<void> => void (await trainer.step([batch], ++step, RATE));
  await once();
  const whole = await quickest(4, once);
  return {
    measure: `${place}: CRF, ${SENTENCES} sentences × ${WORDS} tokens × ${TAGS} tags, loss and gradients, of a MiniLM step of 8 × 64 tokens`,
    figures: { ms: chain, 'ms a step': whole },
    value: chain / whole,
    unit: 'of it',
    target: 0.05,
    better: 'smaller',
    note: `${REPEATS} at a time`,
  };
}

async function chainMilliseconds(executor: Executor): Promise<number> {
  const leaves = {
    emissions: input('emissions', ['N', TAGS], 'f32'),
    transitions: input('transitions', [TAGS, TAGS], 'f32'),
    start: input('start', [TAGS], 'f32'),
    end: input('end', [TAGS], 'f32'),
  };
  const [tags, spans] = [input('tags', ['N'], 'i32'), input('spans', ['S', 2], 'i32')];
  const loss = crf(leaves.emissions, tags, leaves, spans, input('divisor', [1], 'f32'));
  const arithmetic = { add, ones: (like: Value) => fill(like, 1) };
  const gradients = differentiate(loss, Object.values(leaves), arithmetic);
  const outputs = Object.fromEntries(gradients.map((value, i) => [`d${i}`, value as Value]));
  const program = await executor.compile(
    makePlan({ outputs: { loss, ...outputs }, assignments: [] }, COUNTS),
  );
  const random = createRandom(4, 4);
  const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  program.write('emissions', numbers(COUNTS.N * TAGS));
  program.write('transitions', numbers(TAGS * TAGS));
  for (const name of ['start', 'end']) program.write(name, numbers(TAGS));
  program.write(
    'tags',
    Int32Array.from({ length: COUNTS.N }, () => random.integer(TAGS)),
  );
  program.write(
    'spans',
    Int32Array.from({ length: 2 * SENTENCES }, (_, i) => (i % 2 ? WORDS : 32 * i)),
  );
  program.write('divisor', Float32Array.of(COUNTS.N));
  const many = async (): Promise<void> => {
    for (let i = 0; i < REPEATS; i++) program.run(COUNTS);
    await program.read('loss');
  };
  await many();
  const found = (await quickest(4, many)) / REPEATS;
  program.dispose();
  return found;
}
