import { EagreError } from '../errors.ts';

/**
 * What a call of the SDK was rejected with. Told by its shape: an application may bundle the hooks and
 * the SDK apart, and has the class twice then.
 */
export function errorOf(caught: unknown): EagreError {
  const isOurs = caught instanceof Error && 'code' in caught && 'temporary' in caught;
  if (isOurs) return caught as EagreError;
  return new EagreError('handler_failed', 'a view could not take an answer', { cause: caught });
}
