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
    case 'key': {
      const authorization = `Bearer ${access.key}`;
      return () => askForToken(fetchIt, `${url}/v1/tokens`, user, { authorization });
    }
    case 'dev':
      return () => askForToken(fetchIt, `${url}/v1/dev/token`, user, {});
  }
}

async function askForToken(
  fetchIt: typeof fetch,
  url: string,
  user: string,
  headers: Record<string, string>,
): Promise<string> {
  const answer = await fetchIt(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
    signal: AbortSignal.timeout(answerWaitMs),
  }).catch((cause: unknown) => {
    throw new AccessError(`no server at ${new URL(url).origin}`, false, cause);
  });
  const body = (await answer.json().catch(() => undefined)) as TokenAnswer | undefined;
  if (typeof body?.token === 'string') return body.token;
  throw new AccessError(refusal(answer.status, body?.error?.message), answer.status < 500);
}

interface TokenAnswer {
  token?: unknown;
  error?: { message?: string };
}

function refusal(status: number, message: string | undefined): string {
  if (message === undefined && status < 500) return 'what answers there is no Eagre server';
  const why = message ?? `status ${status}`;
  return `the server gives no token (${why}); use --token or --key`;
}
