import { IconChevronDown, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isLanguage, languages } from './i18n/languages';
import { chooseLanguage } from './i18n/translator';
import styles from './kiosk.module.css';

/** The browser's own list: the largest and best known one on every phone. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const choose = (code: string): void => {
    if (isLanguage(code)) void chooseLanguage(i18n, code);
  };
  return (
    <label className={styles['language']}>
      <IconLanguage size={20} aria-hidden />
      <select
        aria-label={t('language.label')}
        value={i18n.language}
        onChange={(event) => choose(event.currentTarget.value)}
        data-testid="kiosk-language"
      >
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <IconChevronDown size={16} aria-hidden />
    </label>
  );
}
