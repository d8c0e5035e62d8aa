import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** The page's title and language, for browsers and screen readers. */
export function usePageWords(title: string): void {
  const { i18n } = useTranslation();
  const { language } = i18n;
  useEffect(() => {
    const { title: titleBefore, documentElement } = document;
    const { lang: langBefore } = documentElement;
    document.title = title;
    documentElement.lang = language;
    return () => {
      document.title = titleBefore;
      documentElement.lang = langBefore;
    };
  }, [title, language]);
}
