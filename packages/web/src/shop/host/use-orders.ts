import { EagreError } from '@eagre/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../../common/parts/toast.tsx';
import { refusalText } from '../show/words.ts';

/** Runs what the host asks for, one at a time; what is refused is told. */
export function useOrders() {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  /** Gives whether it was done; `done`: what to tell then. */
  const run = async <T>(order: () => Promise<T>, done?: (answer: T) => string) => {
    setBusy(true);
    try {
      const answer = await order();
      if (done) showToast({ text: done(answer), tone: 'good' });
      return true;
    } catch (error) {
      if (!(error instanceof EagreError)) throw error;
      showToast({ text: refusalText(error, t), tone: 'bad' });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}
