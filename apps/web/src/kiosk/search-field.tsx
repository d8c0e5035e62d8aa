import { IconSearch, IconX } from '@tabler/icons-react';
import { type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '../ui/composing';
import styles from './kiosk.module.css';

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  open: boolean;
  onText: (text: string) => void;
  onOpen: () => void;
  onClose: () => void;
}

/** The one field: songs and artists. It stays where the thumb is. */
export function SearchField({ field, text, open, onText, onOpen, onClose }: SearchFieldProps) {
  const { t } = useTranslation();
  return (
    <form
      role="search"
      className={styles['search']}
      data-open={open}
      onSubmit={(event) => {
        event.preventDefault();
        // Puts the phone's keyboard away, so that the songs can be seen.
        field.current?.blur();
      }}
    >
      <IconSearch size={22} aria-hidden />
      <input
        ref={field}
        type="search"
        enterKeyHint="search"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onFocus={onOpen}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !isComposing(event)) onClose();
        }}
        data-testid="kiosk-search"
      />
      {open && (
        <button
          type="button"
          className={styles['icon']}
          aria-label={text === '' ? t('close') : t('search.clear')}
          onClick={() => {
            if (text === '') onClose();
            else {
              onText('');
              field.current?.focus();
            }
          }}
          data-testid="kiosk-search-clear"
        >
          <IconX size={22} aria-hidden />
        </button>
      )}
    </form>
  );
}
