import { type PullAnswer, wireLimits } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import type { QueueFollower } from './queue-follower.ts';
import type { Command, OnAnswer } from './requests.ts';

/** Whose device pulls, and over what. */
export interface Puller {
  readonly user: string;
  call(command: Command, onAnswer: OnAnswer): void;
}

/** Pulls what a follower misses; a refusal or a gap is a fault of the run. */
export function pullMissing(
  device: Puller,
  fleet: { pulls: number; readonly ledger: Ledger },
  follower: QueueFollower,
): void {
  fleet.pulls += 1;
  const { queue, epoch, position } = follower;
  const ranges = [{ queue, epoch, from: position }];
  device.call({ cmd: 'pull', ranges, bytes: wireLimits.answerBytes }, ({ ok, error }) => {
    const range = (ok as PullAnswer | undefined)?.ranges[0];
    const refusal = error ?? range?.error;
    if (range === undefined || refusal !== undefined) {
      fleet.ledger.fault(`${device.user}: pull of ${queue} refused: ${refusal?.message}`);
      return;
    }
    if (range.gap !== undefined) fleet.ledger.fault(`${device.user}: gap in ${queue}`);
    fleet.ledger.check(follower.pulled(range));
  });
}
