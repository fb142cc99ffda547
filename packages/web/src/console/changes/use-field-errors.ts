import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleError } from '../api/console-error.ts';
import { useErrorTitle } from '../parts/error-text.ts';
import { isAbout } from './is-about.ts';

export interface FieldErrors {
  /**
   * What was refused of a field, as the API names it (`body.title`), or of one in it; undefined when
   * nothing was, and as soon as something else is typed. With a code: only errors of that one.
   */
  at(field: string, code?: string): string | undefined;
  /** Keeps what was refused of what is typed now. */
  note(error: ConsoleError): void;
}

/**
 * The server's word on what was typed into a form: it knows its limits best, and may have them set
 * otherwise than another one.
 */
export function useFieldErrors(typed: object | string): FieldErrors {
  const { t } = useTranslation();
  const titleOf = useErrorTitle();
  const [refused, setRefused] = useState<{
    readonly typed: string;
    readonly error: ConsoleError;
  }>();
  const now = JSON.stringify(typed);
  const error = refused !== undefined && refused.typed === now ? refused.error : undefined;
  return {
    at(field, code) {
      if (error === undefined || !isAbout(error, field)) return undefined;
      if (code !== undefined && error.code !== code) return undefined;
      return t('changes.atField', { title: titleOf(error), message: error.message });
    },
    note: (error) => setRefused({ typed: now, error }),
  };
}
