import { MantineProvider } from '@mantine/core';
import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/app/i18n/en';
import { Answers } from '../../src/app/panels/try/Answers';
import { History } from '../../src/app/panels/try/History';
import { LineTable } from '../../src/app/panels/try/LineTable';
import { Models } from '../../src/app/panels/try/Models';
import { run, studio, tries } from '../../src/app/stores';
import { freshTable, grown } from '../../src/app/stores/triedTable';
import type { HeldWeights, ModelAnswers, RunRecord, TryAnswer } from '../../src/worker/protocol';

vi.mock('../../src/app/stores/clients', () => {
  const client = { calls: { tried: async () => [] }, subscribe: () => () => {}, onCrash: () => {} };
  return { engine: client, data: client };
});

await i18next.init({ lng: 'en', resources: { en: { translation: en } }, initAsync: false });

// Markup is made from a store's first state; here it is to be that of the moment.
for (const store of [run.store, tries.store, studio.store])
  Object.assign(store, { getInitialState: store.getState });

function html(node: React.ReactNode): string {
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18next}>
      <MantineProvider>{node}</MantineProvider>
    </I18nextProvider>,
  );
}

/** What a reader sees, tags left out. */
function text(node: React.ReactNode): string {
  return html(node)
    .replaceAll(/<style[^>]*>.*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

const HELD: HeldWeights = {
  ...{ shared: 90_000_000, trained: 300_000, apart: 0, otherPrecision: 0, drawn: 0 },
};

function answer(goal: string, labels: readonly string[], more: Partial<TryAnswer> = {}): TryAnswer {
  const scores = labels.map((_, i) => 0.5 + i / 10);
  const said = { said: labels.at(-1) ?? '', scores, sure: goal === 'numbers' ? null : 0.9 };
  return {
    ...{ text: 'x', pair: '', goal, labels, thresholds: null, words: null },
    ...{ base: said, tuned: said, tokens: 3, truncated: false, milliseconds: 4 },
    ...more,
  };
}

const says = (id: string, given: TryAnswer, held = HELD): ModelAnswers => ({
  ...{ id, answers: [given], held, error: null },
});

const record = (runId: string, name: string, model = 'm'): RunRecord =>
  ({
    ...{ runId, name, hasWeights: true, targets: [] },
    job: {
      ...{ model, data: { train: 'rows.csv' }, task: { id: 'sequence-classification' } },
      ...{ method: { id: 'lora' }, training: { optimizer: { learningRate: 0.001 } } },
    },
  }) as unknown as RunRecord;

beforeEach(() => {
  const runs = [record('A', 'first'), record('B', 'second'), record('C', 'third')];
  run.store.setState({ runs, runId: 'A', phase: 'done' });
  tries.store.setState({ runId: 'A', others: ['B', 'C'], history: [], table: null, busy: null });
});

describe('models side by side', () => {
  it('share a table with a dash for names that one does not know', () => {
    const answers = [
      says('A', answer('class', ['cat', 'dog'])),
      says('B', answer('class', ['dog', 'fish'])),
    ];
    tries.store.setState({ answers });
    const seen = text(<Answers />);
    for (const word of ['base', 'first', 'second', 'cat', 'dog', 'fish'])
      expect(seen).toContain(` ${word} `);
    expect(seen).toContain('A dash: that model was not trained on this name.');
    expect(seen).toContain('base 90 MB Lies there once, for all of them.');
    expect(seen).toContain('second 300 kB 300 kB is what it trained.');
  });

  it('stand apart with the reason where the task is another, and say why they hold copies', () => {
    const copies = { ...HELD, shared: 0, trained: 80_000_000 };
    const packed = { ...HELD, otherPrecision: 24_000_000 };
    tries.store.setState({
      answers: [
        says('A', answer('class', ['cat'])),
        says('B', answer('numbers', ['weight']), copies),
        says('C', answer('class', ['red']), packed),
      ],
    });
    const seen = text(<Answers />);
    expect(seen).toContain('Not held against first: it was tuned for another task');
    expect(seen).toContain('Not held against first: it knows none of the same names');
    expect(seen).toContain('It trained most of the weights, so it needs them for itself.');
    expect(seen).toContain('24 MB is a copy, since its base lies at another precision.');
  });

  it('have each its fault beside its name, the others their answers', () => {
    const error = {
      type: 'error',
      code: 'x',
      message: 'was lost',
      values: {},
      remedy: '',
    } as const;
    tries.store.setState({
      answers: [says('A', answer('class', ['cat'])), { id: 'B', answers: [], held: null, error }],
    });
    const seen = text(<Answers />);
    expect(seen).toContain('was lost');
    expect(seen).toContain(' cat ');
  });

  it('show from where on each of several labels is given', () => {
    const given = answer('labels', ['cat', 'dog'], { thresholds: [0.55, 0.55] });
    tries.store.setState({ others: [], answers: [says('A', given)] });
    expect(text(<Answers />)).toContain('A label is given from the line on: 55 %.');
    const page = html(<Answers />);
    expect(page.match(/class="threshold" style="left:55/g)).toHaveLength(4);
    // Only what reaches its line is marked as given, by base and tuned model.
    expect(page.match(/aria-label="given"/g)).toHaveLength(2);
  });

  it('of one model with a spread show the value among the training targets', () => {
    const targets = [{ edges: [0, 1, 2], counts: [3, 1] }];
    run.store.setState({ runs: [{ ...record('A', 'first'), targets }] });
    tries.store.setState({ others: [], answers: [says('A', answer('numbers', ['weight']))] });
    const seen = text(<Answers />);
    expect(seen).toContain('weight: 4 training rows, and what the models say');
    expect(seen).toContain('tuned: 0.5; 38 % of 4 training rows lie below.');
  });
});

it('models that are asked are named, and others can be left out', () => {
  expect(text(<Models />)).toContain('base first second third Compare with…');
  expect(html(<Models />)).toContain('aria-label="Leave out third"');
  expect(html(<Models />)).not.toContain('aria-label="Leave out first"');
});

it('what was asked is listed with what was said then', () => {
  const said = { said: 'cat', sure: 0.5 };
  const tried = { text: 'x', pair: 'y', askedAt: 1, base: said, tuned: { said: '', sure: null } };
  tries.store.setState({ history: [tried] });
  expect(text(<History />)).toContain('x | y cat 50 % nothing');
});

it('a table of ten thousand lines lays out those in sight', () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => ({ text: `line ${i}` }));
  const answers = lines.map((line) => answer('class', ['cat'], line));
  const reply = [{ id: 'A', answers, held: null, error: null }];
  tries.store.setState({ table: { ...grown(freshTable(lines, ['A']), reply), state: 'stopped' } });
  const page = html(<LineTable />);
  expect(page).toContain('Stopped after 10,000 of 10,000 lines');
  expect(page.match(/<tr/g)?.length).toBeLessThan(150);
  expect(page).toContain('line 0');
  expect(page).not.toContain('line 9000');
});
