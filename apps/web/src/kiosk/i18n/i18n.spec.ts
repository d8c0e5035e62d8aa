import { createInstance } from 'i18next';
import { bestLanguage, languageCodes, textsOf } from './languages';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('the kiosk’s languages', () => {
  it.each(languageCodes)('%s has every text, with the same facts in each', async (language) => {
    const [english, texts] = await Promise.all([textsOf('en'), textsOf(language)]);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(texts)) {
      const original = english[key as keyof typeof english];
      expect({ key, facts: placeholders(text) }).toEqual({ key, facts: placeholders(original) });
      expect(text.trim()).not.toBe('');
    }
  });

  it.each(languageCodes)('%s has a form for every number that can occur', async (language) => {
    const texts = await textsOf(language);
    const translator = createInstance({
      lng: language,
      resources: { [language]: { translation: texts } },
      keySeparator: false,
      nsSeparator: false,
    });
    await translator.init();
    const counted = Object.keys(texts)
      .filter((key) => key.endsWith('_other'))
      .map((key) => key.slice(0, -6));
    expect(counted.length).toBeGreaterThan(5);
    for (const key of counted)
      for (const count of [0, 1, 2, 5, 11, 100])
        expect((translator.t as (key: string, facts: object) => string)(key, { count })).not.toBe(key);
  });

  it('takes the first language that a browser wants and the kiosk speaks', () => {
    expect(bestLanguage(['ja', 'pt-BR', 'en'])).toBe('pt');
    expect(bestLanguage(['de-CH'])).toBe('de');
    expect(bestLanguage(['ja'])).toBe('en');
    expect(bestLanguage([])).toBe('en');
  });
});
