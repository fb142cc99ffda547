import { Api } from './api.ts';

/** How the load comes by its devices' tokens: signs them itself, or asks the server for each. */
export type TokenSource =
  | { kind: 'signed'; app: string; secret: string }
  | { kind: 'asked'; url: string; key: string };

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const header = base64url(JSON.stringify({ alg: 'HS256', typ: 'JWT' }));
/** A night and more. s. */
const lifeSeconds = 24 * 3600;
/** The server's clock may be behind, or be made to jump. s. */
const backdatedSeconds = 60;

/** Signing takes microseconds; asking for thousands would measure something else, and take longer. */
export function tokenGiver(source: TokenSource): (user: string) => string | Promise<string> {
  if (source.kind === 'signed') return (user) => signed(source, user);
  const api = new Api(source.url, source.key);
  return async (user) => (await api.post<{ token: string }>('/v1/tokens', { user })).token;
}

function signed({ app, secret }: { app: string; secret: string }, user: string): string {
  const issuedAt = Math.floor(Date.now() / 1000) - backdatedSeconds;
  const claims = { app, sub: user, iat: issuedAt, exp: issuedAt + lifeSeconds };
  const text = `${header}.${base64url(JSON.stringify(claims))}`;
  const signature = new Bun.CryptoHasher('sha256', secret).update(text).digest('base64url');
  return `${text}.${signature}`;
}
