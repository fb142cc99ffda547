import type { Device } from '@eagre/swarm/device/device';
import type { Ledger } from '@eagre/swarm/device/ledger';
import { dropsByReason, type RoomStats } from '@eagre/swarm/target/rooms-api';
import type { Verdict } from '../cli/scenario.ts';
import type { ReliableSender } from './reliable-sender.ts';

export interface ReliableCheck {
  /** Messages × devices that did not arrive. */
  lost: number;
  /** Places of the log at which devices have another message than the sender was told. */
  reordered: number;
  verdict: Verdict;
}

/** Whether each device has each reliable message once, at the place that its sender was told. */
export function checkReliable(
  room: string,
  devices: readonly Device[],
  ledger: Ledger,
  { acked, places, failures }: ReliableSender,
  what: string,
): ReliableCheck {
  const lost = devices.reduce((sum, { received }) => sum + Math.max(0, acked - received), 0);
  const doubled = devices.filter(({ received }) => received > acked).length;
  const seen = ledger.places(room);
  const wrong = places.filter((id, place) => seen[place] !== undefined && seen[place] !== id);
  const reordered = wrong.length;
  const number = (value: number) => value.toLocaleString('en');
  const ok = lost === 0 && doubled === 0 && reordered === 0 && failures.length === 0;
  const good = `${what}: ${number(acked)} reliable messages, each once and in order at ${number(devices.length)} devices`;
  const bad = [
    `${what}: of ${number(acked)} reliable messages × ${number(devices.length)} devices ${number(lost)} are lost`,
    `${doubled} devices have too many`,
    `${reordered} stand at a wrong place`,
    `${failures.length} sends failed${failures.length > 0 ? ` (${failures[0]})` : ''}`,
  ].join(', ');
  return { lost, reordered, verdict: { ok, text: ok ? good : bad } };
}

/** What the devices found by themselves: chat twice or in a wrong order, lost connections. */
export function faultVerdict({ faults, faultCount }: Ledger, what: string): Verdict {
  if (faultCount === 0) return { ok: true, text: `${what}: no frame out of order, none twice` };
  return {
    ok: false,
    text: `${what}: ${faultCount} faults, first: ${faults.slice(0, 3).join('; ')}`,
  };
}

export interface ChatBooks {
  /** Left out, by the server's books. */
  dropped: number;
  verdict: Verdict;
}

/**
 * Whether every best-effort message that was taken in was shown or is in the server's books, by reason:
 * at each node, of which `nodes` are the books and `shown` the sum. What one node leaves out may be
 * missing at it alone, or at all that would have heard of it from there.
 */
export function checkBooks(
  { acked, refused }: { acked: number; refused: number },
  shown: number,
  nodes: readonly RoomStats[],
  what: string,
): ChatBooks {
  const number = (value: number) => value.toLocaleString('en');
  const drops = nodes
    .flatMap(({ chat }) => [...dropsByReason(chat.dropped)])
    .filter(([, count]) => count > 0);
  const dropped = drops.reduce((sum, [, count]) => sum + count, 0);
  const named = drops.map(([reason, count]) => `${number(count)} by ${reason}`).join(', ');
  const parts = [
    `${what}: of ${number(acked)} taken in ${number(shown)} shown${nodes.length > 1 ? ` by ${nodes.length} nodes together` : ''}`,
    named === '' ? 'none dropped' : `dropped ${named}`,
    ...(refused > 0 ? [`${number(refused)} more refused`] : []),
  ];
  const missing = acked * nodes.length - shown;
  const ok = dropped <= missing && missing <= dropped * nodes.length;
  return { dropped, verdict: { ok, text: parts.join(', ') } };
}
