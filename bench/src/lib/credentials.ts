/** The one app of a bench server. Its secrets guard a server on the loopback address for a minute. */
export const benchApp = 'bench';
const apiKeyId = 'load';
const apiSecret = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('hex');
const tokenSecret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');

export const apiKey = `${benchApp}.${apiKeyId}.${apiSecret}`;

/** As the server's configuration names it. */
export const appConfig = {
  id: benchApp,
  keys: [{ id: apiKeyId, secret: apiSecret }],
  jwt: { hs256: tokenSecret },
};

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const header = base64url(JSON.stringify({ alg: 'HS256', typ: 'JWT' }));
/** No scenario lasts longer. */
const tokenLifeSeconds = 3600;

/** A device token, signed here: asking the server for thousands would measure something else. */
export function tokenFor(user: string): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = { app: benchApp, sub: user, iat: issuedAt, exp: issuedAt + tokenLifeSeconds };
  const signed = `${header}.${base64url(JSON.stringify(claims))}`;
  const signature = new Bun.CryptoHasher('sha256', tokenSecret).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
