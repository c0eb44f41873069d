import { useTranslation } from 'react-i18next';
import { catalogZh } from './words/catalog';
import { toldZh } from './words/told';

/** The catalog's words (labels, summaries, help) in the language at hand; English where it lacks one. */
export function useCatalogWords(): (english: string) => string {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? (english) => catalogZh[english] ?? english : (english) => english;
}

/** What the engine says with values in it, in the language at hand; English where nobody translated it. */
export function useEngineWords(): (english: string) => string {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? inChinese : (english) => english;
}

/** An English sentence of the engine in Chinese. */
export function inChinese(english: string): string {
  const known = toldZh.find(([pattern]) => pattern.test(english));
  return known ? english.replace(...known) : english;
}
