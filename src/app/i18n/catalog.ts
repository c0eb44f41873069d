import { useTranslation } from 'react-i18next';
import { catalogZh } from './words/catalog';

/** The catalog's words (labels, summaries, help) in the language at hand; English where it lacks one. */
export function useCatalogWords(): (english: string) => string {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? (english) => catalogZh[english] ?? english : (english) => english;
}
