import { explain } from '@djamms/client';
import { DomainError } from '@djamms/contracts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { rememberBrowser } from './api';

export type FieldErrors = Record<string, string>;

interface DoorForm {
  busy: boolean;
  /** What is wrong with the form as a whole. */
  failure: string | null;
  /** What is wrong with one field, by its name. */
  fields: FieldErrors;
  submit: (work: () => Promise<void>) => Promise<void>;
}

/** Sends a sign-in or registration, then goes where the visitor wanted to go. */
export function useDoorForm(errorFields: Record<string, string> = {}): DoorForm {
  const navigate = useNavigate();
  const { to } = useSearch({ strict: false });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [fields, setFields] = useState<FieldErrors>({});

  const submit = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    setFields({});
    try {
      await work();
      rememberBrowser();
      await navigate({ to: typeof to === 'string' ? to : '/' });
    } catch (error) {
      const found = fieldErrorsOf(error, errorFields);
      setFields(found);
      if (Object.keys(found).length === 0) setFailure(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, fields, submit };
}

function fieldErrorsOf(error: unknown, errorFields: Record<string, string>): FieldErrors {
  if (!(error instanceof DomainError)) return {};
  const field = errorFields[error.code];
  if (field !== undefined) return { [field]: error.detail };
  const named = (error.details.errors ?? []).map((entry) => [entry.path.replace(/^body\./, ''), entry.message]);
  return Object.fromEntries(named) as FieldErrors;
}
