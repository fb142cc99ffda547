import { FakeClock } from '@eagre/testkit';
import type { Bus } from '../../../bus/bus.ts';
import { MemoryBus } from '../../../bus/bus-memory.ts';
import type { ConversationKey } from '../../../keys.ts';
import { limits } from '../../../limits.ts';
import type { Member } from '../../member.ts';
import { Presence } from '../presence.ts';

export const roomKey = (name: string) => `shop/room:${name}` as ConversationKey;

export interface PresenceSetup {
  node?: string;
  clock?: FakeClock;
  bus?: Bus;
  roomsPerDevice?: number;
  roomLeaveSlice?: number;
}

/** A presence whose hooks write down what they are told: `entered a alice/phone`. */
export function presenceFixture(setup: PresenceSetup = {}) {
  const clock = setup.clock ?? new FakeClock();
  const bus = setup.bus ?? new MemoryBus();
  const told: string[] = [];
  const errors: unknown[] = [];
  const note = (what: string) => (member: Member) => {
    told.push(`${what} ${member.room.slice('shop/room:'.length)} ${member.user}/${member.device}`);
  };
  const presence = new Presence({
    node: setup.node ?? 'n1',
    clock,
    bus,
    limits: {
      ...limits,
      roomsPerDevice: setup.roomsPerDevice ?? limits.roomsPerDevice,
      roomLeaveSlice: setup.roomLeaveSlice ?? limits.roomLeaveSlice,
    },
    hooks: {
      entered: note('entered'),
      returned: note('returned'),
      detached: note('detached'),
      left: note('left'),
    },
    report: (error) => errors.push(error),
  });
  /** What the hooks were told since the last call. */
  const news = () => told.splice(0);
  return { presence, clock, bus, news, errors };
}

/** The code of what an action was refused with; undefined when it was not. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
