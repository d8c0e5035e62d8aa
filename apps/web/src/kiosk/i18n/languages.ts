import { type Texts } from './texts';

/** The kiosk's languages, in their own words. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', pt: 'Português' } as const;
export type Language = keyof typeof languages;
export const languageCodes = Object.keys(languages) as Language[];

export const isLanguage = (code: string | null): code is Language => code !== null && Object.hasOwn(languages, code);

/** The texts of a language; each is a file of its own that only its readers load. */
export async function textsOf(language: Language): Promise<Texts> {
  switch (language) {
    case 'en':
      return (await import('./en')).en;
    case 'de':
      return (await import('./de')).de;
    case 'fr':
      return (await import('./fr')).fr;
    case 'es':
      return (await import('./es')).es;
    case 'pt':
      return (await import('./pt')).pt;
  }
}

/** The first of the wanted languages (BCP 47, the most wanted first) that the kiosk speaks; English if none. */
export function bestLanguage(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage);
  return known ?? 'en';
}
