import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { errorsZh } from './words/errors';
import { zh } from './zh';

const STORED = 'graft-language';

function firstLanguage(): 'en' | 'zh' {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

/** Starts the translations; must run before the first render. */
export function startTranslations(): void {
  const lng = firstLanguage();
  document.documentElement.lang = lng;
  void i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: { ...errorsZh, ...zh } } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** English to Chinese and back; remembered. */
export function switchLanguage(): void {
  const next = i18next.language === 'zh' ? 'en' : 'zh';
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  void i18next.changeLanguage(next);
}
