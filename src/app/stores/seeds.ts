/** The largest seed there is: generators take 32 bits. */
const LARGEST = 2 ** 32 - 1;

/** The different whole numbers of a list such as '42, 43 44'; null where it holds anything else. */
export function parseSeeds(text: string): number[] | null {
  const parts = text.split(/[\s,;，；、]+/).filter((part) => part !== '');
  const seeds = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  const good = seeds.every((seed) => seed <= LARGEST);
  return good && new Set(seeds).size === seeds.length ? seeds : null;
}
