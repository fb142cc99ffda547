import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { readSetting, writeSetting } from './settings.ts';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Nested texts; `t('a.b')` finds `{a: {b: '…'}}`. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

export type Resources = Readonly<Record<Language, Texts>>;

const setting = 'language';

/**
 * To be called once by a page, before it renders. The page's texts stand beside those of the parts,
 * which have all their keys under `common`.
 */
export function startI18n(page: Resources): void {
  i18next.on('languageChanged', tellDocument);
  // Texts are in the bundle and plugins start at once, so this is done when it returns.
  void i18next.use(initReactI18next).init({
    resources: {
      en: { translation: { ...page.en, common: en } },
      zh: { translation: { ...page.zh, common: zh } },
    },
    lng: firstLanguage(),
    fallbackLng: 'en',
    initAsync: false,
    // React escapes already.
    interpolation: { escapeValue: false },
  });
}

export function setLanguage(language: Language): void {
  writeSetting(setting, language);
  void i18next.changeLanguage(language);
}

/** The language in use; English before `startI18n`. */
export function currentLanguage(): Language {
  return asLanguage(i18next.language) ?? 'en';
}

/** As `currentLanguage`; whoever asks is rendered anew when it changes. */
export function useLanguage(): Language {
  useTranslation();
  return currentLanguage();
}

function firstLanguage(): Language {
  return [readSetting(setting), ...navigator.languages].map(asLanguage).find((one) => one) ?? 'en';
}

/** `zh-TW` and `en-GB` are read as the one of theirs that there is. */
function asLanguage(tag: string | undefined): Language | undefined {
  const short = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === short);
}

function tellDocument(tag: string): void {
  document.documentElement.lang = asLanguage(tag) === 'zh' ? 'zh-CN' : 'en';
}
