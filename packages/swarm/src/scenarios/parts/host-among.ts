import type { Device } from '../../device/device.ts';
import type { Load } from '../../engine/load.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { type Part, together } from './phases.ts';
import { type CardOptions, RoomCards } from './room-cards.ts';
import { usersOf } from './users.ts';

/** The host of a scenario's room: the first of its users. */
export function hostOf(runId: string): string {
  return usersOf(runId, 1)[0] as string;
}

/** The host's cards, in the process that has its device; in the others nothing. */
export interface HostedCards {
  cards: Part;
  /** How it went with the pinned item. */
  told(): { item: string; failures: string[] } | undefined;
}

export function cardsOfHost(
  { runId, signal }: Load,
  speaker: Speaker,
  devices: readonly Device[],
  room: string,
  optionsOf: (host: Device) => CardOptions,
): HostedCards {
  const host = devices.find(({ user }) => user === hostOf(runId));
  if (host === undefined) return { cards: together(), told: () => undefined };
  const cards = new RoomCards(speaker, host, room, signal, optionsOf(host));
  return { cards, told: () => ({ item: cards.item, failures: cards.failures }) };
}
