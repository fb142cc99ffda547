/** The one app of a bench server. Its secrets guard a server on the loopback address for a minute. */
export const benchApp = 'bench';
const apiKeyId = 'load';
const given = process.env['EAGRE_BENCH_SECRETS']?.split(' ') ?? [];
const [apiSecret = newSecret(24), tokenSecret = newSecret(32)] = given;

/** The environment with which a child of the bench is a device of the same app. */
export const credentialsEnv = { EAGRE_BENCH_SECRETS: `${apiSecret} ${tokenSecret}` };

function newSecret(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}

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
