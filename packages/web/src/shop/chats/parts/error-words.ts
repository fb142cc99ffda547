import { EagreError } from '@eagre/client';
import { showToast } from '../../../common/parts/toast.tsx';
import type { Translate } from './words.ts';

/** Codes with a text of their own; what else may happen is told in the server's words. */
const told = new Set<string>([
  'not_found',
  'not_member',
  'forbidden',
  'group_full',
  'already_exists',
  'limit_exceeded',
  'rate_limited',
  'overloaded',
  'recall_expired',
  'too_large',
  'timeout',
  'disconnected',
  'too_many_waiting',
  'store_unavailable',
]);

export function errorWords(error: unknown, t: Translate): string {
  if (!(error instanceof EagreError)) return t('chats.errors.other', { message: String(error) });
  return told.has(error.code)
    ? t(`chats.errors.${error.code}`)
    : t('chats.errors.other', { message: error.message });
}

/** For what was asked for by a press: says why it did not happen. */
export function showError(error: unknown, t: Translate): void {
  showToast({ text: errorWords(error, t), tone: 'bad' });
}
