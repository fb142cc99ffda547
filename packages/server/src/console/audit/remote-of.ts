import type { Context } from 'hono';
import type { ConsoleEnv } from '../console-env.ts';
import { shortened } from './audit-detail.ts';

const mostCharacters = 100;

/** Who asked, and for whom as he says: a proxy in front names whom it speaks for. */
export function remoteOf({ env, req }: Context<ConsoleEnv>): string {
  const speaksFor = req.header('x-forwarded-for');
  const text = speaksFor === undefined ? env.remote : `${env.remote} for ${speaksFor}`;
  return shortened(text, mostCharacters);
}
