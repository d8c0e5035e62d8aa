import { type i18n, createInstance } from 'i18next';
import { type Language, bestLanguage, isLanguage, textsOf } from './languages';

const storageKey = 'djamms.kiosk.language';

/** The language that was chosen in this browser, else the one that the browser prefers. */
export function startLanguage(): Language {
  const chosen = recall();
  return isLanguage(chosen) ? chosen : bestLanguage(navigator.languages);
}

/** The kiosk's words in one language; others are loaded when they are chosen. */
export async function createTranslator(language: Language): Promise<i18n> {
  const translator = createInstance({
    lng: language,
    resources: { [language]: { translation: await textsOf(language) } },
    keySeparator: false,
    nsSeparator: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  await translator.init();
  return translator;
}

export async function chooseLanguage(translator: i18n, language: Language): Promise<void> {
  if (!translator.hasResourceBundle(language, 'translation'))
    translator.addResourceBundle(language, 'translation', await textsOf(language));
  await translator.changeLanguage(language);
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
