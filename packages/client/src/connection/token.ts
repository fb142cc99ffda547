import { EagreError, type Result } from '../errors.ts';

/** A token, or how to get a fresh one. */
export type TokenSource = string | (() => string | Promise<string>);

/** Calls `done` at once when the token is at hand, so that a fixed one costs no turn of the loop. */
export function takeToken(source: TokenSource, done: (result: Result<string>) => void): void {
  const failed = (caught: unknown) =>
    done({ error: EagreError.from(caught, 'token_failed', 'the token function failed') });
  try {
    const token = typeof source === 'string' ? source : source();
    if (typeof token === 'string') done({ ok: token });
    else token.then((ok) => done({ ok }), failed);
  } catch (caught) {
    failed(caught);
  }
}

/** Whether asking again may give another token than the one that ended. */
export function mayRenew(source: TokenSource): boolean {
  return typeof source === 'function';
}
