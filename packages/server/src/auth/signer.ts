import { type CryptoKey, createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { AppConfig } from './app-config.ts';

/** What an app's tokens are checked with. */
export interface Signer {
  /** The secret, or a function that finds the public key a token names. */
  key: JWTVerifyGetKey;
  /** The only ones that count for this app. */
  algorithms: readonly string[];
  /** Present when the server itself may sign for the app. */
  secret?: CryptoKey;
  issuer?: string;
  audience?: string;
}

const publicKeyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The longest a login waits for an app's key server. ms. */
const keyServerTimeoutMs = 3000;

export async function signerOf(jwt: AppConfig['jwt']): Promise<Signer> {
  const signer = jwt.hs256 === undefined ? publicKeySigner(jwt) : await secretSigner(jwt.hs256);
  if (jwt.issuer !== undefined) signer.issuer = jwt.issuer;
  if (jwt.audience !== undefined) signer.audience = jwt.audience;
  return signer;
}

/** Imported once, since an import for each token costs more than its check. */
async function secretSigner(text: string): Promise<Signer> {
  const secret = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(text),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  );
  return { key: async () => secret, algorithms: ['HS256'], secret };
}

function publicKeySigner(jwt: AppConfig['jwt']): Signer {
  const key =
    jwt.jwks === undefined
      ? createRemoteJWKSet(new URL(jwt.jwksUrl ?? ''), { timeoutDuration: keyServerTimeoutMs })
      : createLocalJWKSet(jwt.jwks as unknown as Parameters<typeof createLocalJWKSet>[0]);
  return { key, algorithms: publicKeyAlgorithms };
}
