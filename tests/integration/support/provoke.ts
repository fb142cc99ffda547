import { closeTable, errorTable } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { WireClient } from './wire-client.ts';

const closeCodes = new Set<number>(Object.values(closeTable).map(({ code }) => code));
// RFC 6455: a frame that is no UTF-8 (1007), or is too big for the runtime (1009), or a dropped line.
const runtimeCodes = new Set([1002, 1006, 1007, 1009]);

/** What a provoked server did: the code of its error, `ok`, or the code with which it closed. */
export type Outcome = string | number;

/**
 * Sends a hostile frame and waits for what comes of it: an `ok`, an error with a code of the table, or
 * a close with one. Throws when it is anything else, or nothing. `round` must be new each time.
 */
export async function provoke(
  client: WireClient,
  frame: string | Uint8Array<ArrayBuffer>,
  round: number,
): Promise<Outcome> {
  const answers: { id: number; error?: { code: string; message: string } }[] = [];
  const stop = client.onFrame((answer) => {
    if ('id' in answer) answers.push(answer);
  });
  client.raw(frame);
  // The ping behind it shows that the connection lives, or was closed for the frame before.
  client.raw(JSON.stringify({ id: 1_000_000_000 + round, cmd: 'ping' }));
  await until(() => client.closed || answers.length >= 2, {
    what: `an answer to ${describe(frame)} and to the ping behind it`,
    pollMs: 1,
  });
  stop();
  if (client.closed) {
    const { code } = client.closed;
    if (!closeCodes.has(code) && !runtimeCodes.has(code)) {
      throw new Error(`closed with ${code} after ${describe(frame)}`);
    }
    return code;
  }
  for (const answer of answers) {
    if (answer.error && !(answer.error.code in errorTable && answer.error.message.length > 0)) {
      throw new Error(`answered ${JSON.stringify(answer)} after ${describe(frame)}`);
    }
  }
  return answers.find(({ id }) => id < 1_000_000_000)?.error?.code ?? 'ok';
}

function describe(frame: string | Uint8Array): string {
  if (typeof frame !== 'string') return `${frame.length} bytes of a binary frame`;
  return frame.length > 300 ? `${frame.slice(0, 300)}… (${frame.length})` : frame;
}
