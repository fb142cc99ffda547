import { useTranslation } from 'react-i18next';
import type { ConsoleError } from '../api/console-error.ts';

export interface ErrorText {
  readonly title: string;
  /** The server's own words, when they say more than the title. */
  readonly text: string | undefined;
}

/** Errors of which the title says all that is known. */
const whollySaid: readonly string[] = ['unreachable', 'timeout'];

/** An error in the operator's language; the server's words, which are English, stay as the detail. */
export function useErrorText(error: ConsoleError): ErrorText {
  const title = useErrorTitle()(error);
  return { title, text: whollySaid.includes(error.code) ? undefined : error.message };
}

/** What kind of error it is, in the operator's language. */
export function useErrorTitle(): (error: ConsoleError) => string {
  const { t, i18n } = useTranslation();
  return ({ code }) => (i18n.exists(`errors.${code}`) ? t(`errors.${code}`) : t('errors.other'));
}
