import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../../common/parts/toast.tsx';
import { asConsoleError } from '../api/console-error.ts';

export interface Change {
  readonly isPending: boolean;
  /**
   * Does it and says what came of it: `done` at the page's edge, or what the server refused, with its
   * code. False when it was refused.
   */
  run(work: () => Promise<unknown>, done: string): Promise<boolean>;
}

/** Something that an operator changes. */
export function useChange(): Change {
  const { t, i18n } = useTranslation();
  const [isPending, setPending] = useState(false);
  const run = useCallback(
    async (work: () => Promise<unknown>, done: string) => {
      setPending(true);
      try {
        await work();
        showToast({ text: done, tone: 'good' });
        return true;
      } catch (caught) {
        const { code, message } = asConsoleError(caught);
        const title = i18n.exists(`errors.${code}`) ? t(`errors.${code}`) : t('errors.other');
        showToast({ text: t('changes.refused', { title, code, message }), tone: 'bad' });
        return false;
      } finally {
        setPending(false);
      }
    },
    [t, i18n],
  );
  return { isPending, run };
}
