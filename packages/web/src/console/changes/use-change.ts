import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../../common/parts/toast.tsx';
import { asConsoleError, type ConsoleError } from '../api/console-error.ts';
import { useErrorTitle } from '../parts/error-text.ts';

/** What is said of it when it is done. */
export type Done<Answer> = string | ((answer: Answer) => string);

export interface Change {
  readonly isPending: boolean;
  /**
   * Does it and says what came of it: `done` at the page's edge, or what the server refused, with its
   * code. Resolves with what was refused, undefined when it was done; never rejects.
   */
  run<Answer>(work: () => Promise<Answer>, done: Done<Answer>): Promise<ConsoleError | undefined>;
}

/** Something that an operator changes. */
export function useChange(): Change {
  const { t } = useTranslation();
  const titleOf = useErrorTitle();
  const [isPending, setPending] = useState(false);
  const run: Change['run'] = async (work, done) => {
    setPending(true);
    try {
      const answer = await work();
      showToast({ text: typeof done === 'string' ? done : done(answer), tone: 'good' });
      return undefined;
    } catch (caught) {
      const error = asConsoleError(caught);
      const { code, message } = error;
      showToast({
        text: t('changes.refused', { title: titleOf(error), code, message }),
        tone: 'bad',
      });
      return error;
    } finally {
      setPending(false);
    }
  };
  return { isPending, run };
}
