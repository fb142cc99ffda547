import { useTranslation } from 'react-i18next';
import type { ConsoleError } from '../api/console-error.ts';

export interface ErrorText {
  readonly title: string;
  /** The server's own words, when they say more than the title. */
  readonly text: string | undefined;
}

/** An error in the operator's language; the server's words, which are English, stay as the detail. */
export function useErrorText(error: ConsoleError): ErrorText {
  const { t, i18n } = useTranslation();
  const key = `errors.${error.code}`;
  if (!i18n.exists(key)) return { title: t('errors.other'), text: error.message };
  return { title: t(key), text: error.status === 0 ? undefined : error.message };
}
