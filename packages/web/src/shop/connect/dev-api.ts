/** The show that the demo is about. */
export const showName = 'show1';

/** How the crowd on this server is, as `GET /v1/dev/crowd` tells it. Times: milliseconds since 1970. */
export interface CrowdState {
  readonly running: boolean;
  readonly room?: string;
  readonly devices?: number;
  readonly online?: number;
  readonly endsAt?: number;
  readonly error?: string;
}

/** A refusal, with the server's code and words. */
export class DevApiError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'DevApiError';
    this.code = code;
    this.status = status;
  }
}

/** A server that does not answer in this time will not answer at all. ms. */
const answerWaitMs = 10_000;

export async function devToken(user: string): Promise<string> {
  const { token } = await ask<{ token: string }>('POST', '/v1/dev/token', { user });
  return token;
}

export async function becomeHost(user: string): Promise<void> {
  await ask('POST', '/v1/dev/room-host', { room: `room:${showName}`, user });
}

export function crowdState(): Promise<CrowdState> {
  return ask<CrowdState>('GET', '/v1/dev/crowd');
}

export async function bringCrowd(devices: number, minutes: number): Promise<void> {
  await ask('POST', '/v1/dev/crowd', { room: showName, devices, minutes });
}

export async function sendCrowdHome(): Promise<void> {
  await ask('DELETE', '/v1/dev/crowd');
}

async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(path, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(answerWaitMs),
  });
  const said = (await answer.json().catch(() => ({}))) as {
    error?: { code?: string; message?: string };
  };
  if (answer.ok) return said as Answer;
  const { code = 'unknown', message = `status ${answer.status}` } = said.error ?? {};
  throw new DevApiError(code, answer.status, message);
}
