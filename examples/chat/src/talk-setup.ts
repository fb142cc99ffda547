import { createClient, type EagreClient } from '@eagre/client';
import { filePositions } from '@eagre/client/file';
import type { Clock } from '@eagre/protocol';
import type { GetToken } from './access.ts';

export interface TalkSetup {
  url: string;
  getToken: GetToken;
  device: string;
  /** Folder for positions. */
  folder: string;
  clock: Clock;
  /** A person is at the keyboard: what they want at once, they get at once. */
  interactive: boolean;
}

/** A person who talks through an outage expects it to arrive in the end. ms. */
const sendDeadlineMs = 60 * 60_000;
/** On one's own machine a restart is over in a moment; the first terminal should not wait long. ms. */
const backoffCapMs = 3000;

export function clientFor(
  { url, device, folder, clock }: TalkSetup,
  user: string,
  link: { token: GetToken },
): EagreClient {
  return createClient({
    ...{ url, user, device, clock, sendDeadlineMs, backoffCapMs },
    token: () => link.token(),
    positions: filePositions(folder),
    agent: 'eagre-chat',
  });
}
