import type { WireError } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { AnswerParts, Command } from '../../device/requests.ts';

/** When the server names no time, and between two looks at a lost connection. ms. */
const retryMs = 100;

export interface Asked<Answer> {
  ok?: Answer;
  /** Refused for good, or the run ended before it was answered. */
  error?: WireError;
  /** True when an earlier try may have done it already. */
  isRetry: boolean;
}

/** Asks until the server has answered for good, over lost connections; gives up when the run ends. */
export async function ask<Answer>(
  device: Pick<Device, 'call' | 'isOpen'>,
  command: Command,
  signal: AbortSignal,
): Promise<Asked<Answer>> {
  let tries = 0;
  let error = notConnected;
  for (;;) {
    if (device.isOpen) {
      tries += 1;
      const answer = await answerTo(device, command);
      if (answer.error === undefined) return { ok: answer.ok as Answer, isRetry: tries > 1 };
      error = answer.error;
    }
    if (!mayPass(error) || signal.aborted) return { error, isRetry: tries > 1 };
    await Bun.sleep(error.retryAfterMs ?? retryMs);
  }
}

const notConnected: WireError = {
  code: 'not_connected',
  message: 'the connection is lost',
  temporary: true,
};

/** A device that has dialled again is refused until its `connect` is answered. */
function mayPass({ temporary, code }: WireError): boolean {
  return temporary || code === 'not_connected';
}

function answerTo(device: Pick<Device, 'call'>, command: Command): Promise<AnswerParts> {
  return new Promise((resolve) => device.call(command, resolve));
}
