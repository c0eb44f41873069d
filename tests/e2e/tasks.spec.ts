import { expect, test } from '@playwright/test';
import { openTiny, untilDone } from './tinyModel';
import { accessibilityFaults, watch } from './watch';

test.setTimeout(120_000);

const ANIMALS = ['cat', 'dog', 'fish'];
const COLOURS = ['red', 'blue', 'green'];

/** 60 sentences of the tiny vocabulary: colour and animal by their place in the list. */
const SENTENCES = Array.from({ length: 60 }, (_, i) => ({
  colour: COLOURS[i % 3] as string,
  animal: ANIMALS[Math.floor(i / 3) % 3] as string,
  verb: ['runs', 'sleeps', 'eats'][Math.floor(i / 9) % 3] as string,
  letter: String.fromCharCode(97 + (i % 26)),
  more: String.fromCharCode(97 + ((7 * i) % 26)),
  number: i,
}));

interface TaskFile {
  readonly name: string;
  readonly text: string;
  /** What the data panel says. */
  readonly found: RegExp;
  /** A row of the table of metrics, and what the answer of Try shows. */
  readonly metric: RegExp;
  readonly answer: RegExp;
  /** What Try is asked; a sentence unless said. */
  readonly ask?: string;
}

const FILES: readonly TaskFile[] = [
  {
    name: 'animals.conll',
    text: SENTENCES.map(
      ({ colour, animal, verb, letter, more }) =>
        `the O\n${colour} B-COLOUR\n${animal} B-ANIMAL\n${verb} O\n${letter} O\n${more} O\n`,
    ).join('\n'),
    found: /60 sentences with 3 tags/,
    metric: /^F1/,
    answer: /ANIMAL|COLOUR|marks/,
  },
  {
    name: 'weights.csv',
    text: `text,weight\n${SENTENCES.map(
      ({ colour, animal, verb, letter, more, number }) =>
        `the ${colour} ${animal} ${verb} ${letter} ${more},${{ cat: 4, dog: 20, fish: 1 }[animal] ?? 0}.${number}`,
    ).join('\n')}\n`,
    found: /60 rows with a number each/,
    metric: /R²/,
    answer: /weight/,
  },
  {
    name: 'labels.csv',
    text: `text,labels\n${SENTENCES.map(
      ({ colour, animal, verb, letter, more }) =>
        `the ${colour} ${animal} ${verb} ${letter} ${more},${colour}|${animal}`,
    ).join('\n')}\n`,
    found: /60 rows with any of 6 labels/,
    metric: /F1, micro/,
    answer: /\d\s%/,
  },
  {
    name: 'animals.txt',
    text: SENTENCES.map(
      ({ colour, animal, verb, letter, more }) =>
        `the ${colour} ${animal} ${verb} ${letter} ${more}`,
    ).join('\n'),
    found: /60 texts/,
    metric: /^Perplexity/,
    answer: /Hidden word 2 of 2/,
    ask: 'the red [MASK] runs [MASK]',
  },
];

for (const { name, text, found, metric, answer, ask = 'the red cat runs' } of FILES) {
  test(`${name} is recognised, learned, scored and tried`, async ({ page, baseURL }) => {
    const seen = watch(page, new URL(baseURL ?? '').origin);
    await openTiny(page, 12);
    await page.getByRole('link', { name: 'Data' }).click();
    const heading = page.getByRole('heading', { level: 1 });
    await page
      .getByLabel('Dataset file')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await expect(heading).toContainText(found);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start training' }).click();
    await untilDone(page);
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Evaluate' }).click();
    await expect(page.getByRole('row', { name: metric }).first()).toBeVisible({ timeout: 60_000 });
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Try' }).click();
    await page.getByLabel('Your text').fill(ask);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(page.getByRole('main').getByText(answer).first()).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(seen.errors).toEqual([]);
  });
}

test('marks from doccano teach a chain, in BIOES, whose steps are drawn', async ({
  page,
  baseURL,
}) => {
  const seen = watch(page, new URL(baseURL ?? '').origin);
  await openTiny(page, 6);
  await page.getByRole('link', { name: 'Data' }).click();
  const rows = SENTENCES.map(({ colour, animal, verb, letter, more }) => {
    const text = `the ${colour} ${animal} ${verb} ${letter} ${more}`;
    return JSON.stringify({ text, label: [[4, 5 + colour.length + animal.length, 'Pet Name']] });
  });
  await page.getByLabel('Dataset file').setInputFiles({
    name: 'pets.jsonl',
    mimeType: 'text/plain',
    buffer: Buffer.from(`${rows.join('\n')}\n{"text":"a red cat","label":[[0,99,"Pet Name"]]}\n`),
  });
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/60 sentences with 3 tags/);
  await expect(page.getByText(/tags in the scheme IOB2/)).toBeVisible();
  await expect(page.getByText(/does not lie in the text, which has 9 characters/)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Method' }).click();
  await page
    .getByRole('button', { name: /Show all/ })
    .first()
    .click();
  await page.getByRole('combobox', { name: 'Tag scheme' }).selectOption('BIOES');
  await page.getByRole('combobox', { name: 'Head', exact: true }).selectOption('crf');
  await page.getByRole('button', { name: 'Start training' }).click();
  await untilDone(page);

  await page.getByRole('link', { name: 'Evaluate' }).click();
  const grid = page.getByRole('region', { name: 'What follows what' });
  await expect(grid).toBeVisible({ timeout: 60_000 });
  // start and five tags down; five tags and end across.
  await expect(grid.getByRole('row')).toHaveCount(7);
  await expect(grid.getByRole('columnheader')).toHaveCount(7);
  await expect(grid.getByRole('cell', { name: 'O → I-Pet Name: not allowed' })).toBeVisible();
  await expect(grid.getByRole('cell', { name: 'B-Pet Name → end: not allowed' })).toBeVisible();
  await expect(
    grid.getByRole('row', { name: /^B-Pet Name/ }).getByRole('cell', { name: /^[+−]\d\.\d\d$/ }),
  ).toHaveCount(2);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(seen.errors).toEqual([]);
});
