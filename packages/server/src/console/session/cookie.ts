import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleEnv } from '../console-env.ts';

const name = 'eagre_console';
const path = '/console';

export function sessionCookie(context: Context<ConsoleEnv>): string | undefined {
  return getCookie(context, name);
}

export function setSessionCookie(
  context: Context<ConsoleEnv>,
  token: string,
  lifeMs: number,
): void {
  setCookie(context, name, token, {
    path,
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(context),
    maxAge: Math.floor(lifeMs / 1000),
  });
}

export function clearSessionCookie(context: Context<ConsoleEnv>): void {
  deleteCookie(context, name, { path, secure: isSecure(context) });
}

/** The server speaks plain HTTP; whoever speaks TLS in front of it says so. */
function isSecure({ req }: Context<ConsoleEnv>): boolean {
  const outermost = req.header('x-forwarded-proto')?.split(',')[0]?.trim();
  return (outermost ?? new URL(req.url).protocol.slice(0, -1)) === 'https';
}
