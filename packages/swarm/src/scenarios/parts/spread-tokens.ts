import { encodeSpreadToken } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import { inParallel } from '../../engine/in-parallel.ts';
import type { Api } from '../../target/api.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { FollowUp } from './follow-ups.ts';

/** A token that a device would show the shop's backend with its request; JSON. */
export type ShownToken = { token: string; user: string; room: string };

/** Devices of a process whose tokens are checked, and tokens in all. */
const devicesSampled = 8;
const mostTokens = 64;
const checkedAtOnce = 8;

/** Tokens of some devices for spread commands, as a backend gets them. */
export class SpreadTokens {
  readonly #tickets = new Map<Device, string>();
  readonly shown: ShownToken[] = [];

  entered(device: Device, ticket: string): void {
    if (this.#tickets.size < devicesSampled) this.#tickets.set(device, ticket);
  }

  /** The device's moment has come. */
  show({ device, room, epoch, syncId }: Omit<FollowUp, 'command'>): void {
    const ticket = this.#tickets.get(device);
    if (ticket === undefined || this.shown.length >= mostTokens) return;
    const { user, name } = device;
    const token = encodeSpreadToken({ room, epoch, syncId, user, device: name, ticket });
    this.shown.push({ token, user, room });
  }
}

/** Whether the server knows the tokens for good, for whose they are, and no moment was still to come. */
export async function judgeTokens(
  api: Pick<Api, 'post'>,
  shown: readonly ShownToken[],
): Promise<Verdict | undefined> {
  if (shown.length === 0) return undefined;
  const problems = await inParallel(shown, checkedAtOnce, (each) => problemOf(api, each));
  const bad = problems.filter((problem) => problem !== undefined);
  const text =
    bad.length === 0
      ? `${shown.length} tokens of devices were good`
      : `${bad.length} of ${shown.length} tokens were not good, first: ${bad[0]}`;
  return { name: 'tokens', ok: bad.length === 0, text };
}

async function problemOf(
  api: Pick<Api, 'post'>,
  { token, user, room }: ShownToken,
): Promise<string | undefined> {
  try {
    type Answer = { user: string; room: string; early: boolean };
    const answer = await api.post<Answer>('/v1/rooms/verify', { token });
    if (answer.early) return `${user} acted before its moment`;
    const isRight = answer.user === user && answer.room === room;
    return isRight ? undefined : `that of ${user} is taken for ${answer.user}'s`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
