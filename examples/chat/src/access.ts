import type { ChatOptions } from './options.ts';

/** Gets a fresh token for the SDK, which asks at each connect and before one ends. */
export type GetToken = () => Promise<string>;

/** Why no token could be had; `final`: asking again will not help. */
export class AccessError extends Error {
  readonly final: boolean;
  constructor(message: string, final: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AccessError';
    this.final = final;
  }
}

/** A server that does not answer in this time will not answer at all. ms. */
const answerWaitMs = 10_000;

export function tokenOf(options: ChatOptions, fetchIt: typeof fetch = fetch): GetToken {
  const { access, url, user } = options;
  switch (access.type) {
    case 'token':
      return () => Promise.resolve(access.token);
    case 'key':
      return () => askForToken(fetchIt, { url: `${url}/v1/tokens`, user, key: access.key });
    case 'dev':
      return () => askForToken(fetchIt, { url: `${url}/v1/dev/token`, user });
  }
}

/** Has the user made the host of the room; rejects with `AccessError`. */
export async function becomeHost(
  { access, url, user, conversation: room }: ChatOptions,
  fetchIt: typeof fetch = fetch,
): Promise<void> {
  const order: Order =
    access.type === 'key'
      ? {
          method: 'PUT',
          url: `${url}/v1/rooms/${room}/roles/${user}`,
          body: { role: 'host' },
          key: access.key,
        }
      : { url: `${url}/v1/dev/room-host`, body: { room, user } };
  const { isOk, status, body } = await ask(fetchIt, order);
  if (!isOk) {
    throw refusal('does not make you the host', status, body, 'use --key');
  }
}

async function askForToken(
  fetchIt: typeof fetch,
  { user, ...order }: { url: string; user: string; key?: string },
): Promise<string> {
  const { status, body } = await ask(fetchIt, { ...order, body: { user } });
  if (typeof body?.token === 'string') return body.token;
  throw refusal('gives no token', status, body, 'use --token or --key');
}

interface Order {
  method?: 'PUT';
  url: string;
  body: object;
  key?: string;
}

interface Answer {
  isOk: boolean;
  status: number;
  /** Undefined when it is no JSON. */
  body: { token?: unknown; error?: { message?: string } } | undefined;
}

async function ask(fetchIt: typeof fetch, order: Order): Promise<Answer> {
  const { url, key, method = 'POST' } = order;
  const answer = await fetchIt(url, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      'content-type': 'application/json',
    },
    body: JSON.stringify(order.body),
    signal: AbortSignal.timeout(answerWaitMs),
  }).catch((cause: unknown) => {
    throw new AccessError(`no server at ${new URL(url).origin}`, false, cause);
  });
  const body = (await answer.json().catch(() => undefined)) as Answer['body'];
  return { isOk: answer.ok, status: answer.status, body };
}

function refusal(what: string, status: number, body: Answer['body'], hint: string): AccessError {
  const message = body?.error?.message;
  const isFinal = status < 500;
  if (message === undefined && isFinal) {
    return new AccessError('what answers there is no Eagre server', isFinal);
  }
  const why = message ?? `status ${status}`;
  return new AccessError(`the server ${what} (${why}); ${hint}`, isFinal);
}
