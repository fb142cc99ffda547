import { UsageError } from '../cli/usage-error.ts';
import type { Address } from '../device/fleet.ts';
import { devApp, devDirectories, devKeysFile, devSecrets, hostKey } from './dev-keys.ts';
import type { TokenSource } from './tokens.ts';

/** A server to be loaded, and what opens its doors. */
export interface Target {
  url: string;
  address: Address;
  key: string;
  tokens: TokenSource;
  /** The nodes behind it, where it is the front of a cluster and they are known. */
  nodes?: readonly TargetNode[];
}

/** A node of a cluster, past its front. */
export interface TargetNode {
  name: string;
  url: string;
}

const answerWithinMs = 3000;

/** Finds key and tokens for a server that somebody else runs. Throws errors of usage. */
export async function targetOf(url: string, givenKey: string): Promise<Target> {
  const parsed = urlOf(url);
  await assertThere(parsed);
  const said = givenKey || (process.env['EAGRE_KEY'] ?? '');
  const key = (await hostKey(said, (one) => takesKey(parsed, one))) ?? '';
  if (key === '') {
    throw new UsageError(
      'no API key: give --key APP.ID.SECRET or EAGRE_KEY (a development server that was started ' +
        `in this directory has its own in ${devDirectories.join(' or ')}/${devKeysFile})`,
    );
  }
  if (!(await takesKey(parsed, key))) {
    throw new UsageError(`the server at ${parsed.origin} refuses the key ${key.split('.')[0]}.…`);
  }
  const asked: TokenSource = { kind: 'asked', url: parsed.origin, key };
  const own = devSecrets().find((secrets) => secrets.key === key);
  const tokens: TokenSource =
    own === undefined ? asked : { kind: 'signed', app: devApp, secret: own.tokenSecret };
  return { url: parsed.origin, address: addressOf(parsed), key, tokens };
}

export function addressOf(url: URL): Address {
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  return { host: url.hostname, port, ...(isTls ? { tls: true } : {}) };
}

/** Throws an error of usage. */
export function urlOf(text: string, option = '--url'): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UsageError(`${option} takes an address as http://127.0.0.1:7070, not "${text}"`);
}

/** A server may need a moment after its start, or after a load that was just on it. ms. */
const readyWithinMs = 15_000;
const lookEveryMs = 250;

async function assertThere(url: URL): Promise<void> {
  let status = 0;
  const deadlineMs = performance.now() + readyWithinMs;
  do {
    if (status !== 0) await Bun.sleep(lookEveryMs);
    status = await readiness(url);
  } while (status === notReady && performance.now() < deadlineMs);
  if (status === 404) throw new UsageError(`what answers at ${url.origin} is no Eagre server`);
  if (status !== 200) {
    throw new UsageError(`the server at ${url.origin} is not ready: /readyz answers ${status}`);
  }
}

const notReady = 503;

async function readiness(url: URL): Promise<number> {
  try {
    const answer = await fetch(`${url.origin}/readyz`, {
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return answer.status;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `no server answers at ${url.origin} (${why}): start one with \`npm start\`, tell another with ` +
        '--url, or let the tool start one with --serve',
    );
  }
}

/** Whether the server knows this key. */
export async function takesKey(url: URL, key: string): Promise<boolean> {
  const answer = await fetch(`${url.origin}/v1/rooms?limit=1`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  return answer.status !== 401 && answer.status !== 403;
}
