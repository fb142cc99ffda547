import type { Device } from '../../device/device.ts';
import type { Controller } from '../../engine/scenario.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { ask } from './ask.ts';

/** Gives a user the rights of a host in a room. */
export async function makeHost({ api }: Controller, room: string, user: string): Promise<void> {
  await api.put(`${pathOf(room)}/roles/${user}`, { role: 'host' });
}

/** The room's attribute that tells which item is shown now. */
const pinned = 'pinned';

/** Resolves to undefined when every device will be told, or to why not. */
export async function pin(
  host: Device,
  room: string,
  item: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { error } = await ask(host, { cmd: 'room.set', room, set: { [pinned]: item } }, signal);
  return error === undefined ? undefined : `${error.code}: ${error.message}`;
}

/** Whether the attribute is what the host set last. */
export async function judgePinned(
  { api }: Controller,
  room: string,
  item: string,
  failures: readonly string[],
): Promise<Verdict> {
  type Attributes = Record<string, { value: unknown }>;
  const attributes = await api.get<Attributes>(`${pathOf(room)}/attributes`);
  const value = attributes[pinned]?.value;
  const problem =
    failures.length > 0
      ? `${failures.length} changes of the pinned item were refused, first: ${failures[0]}`
      : `the pinned item is ${JSON.stringify(value)} and was set to ${item} last`;
  const ok = failures.length === 0 && value === item;
  return {
    name: 'attributes',
    ok,
    text: ok ? `the item pinned last, ${item}, is pinned` : problem,
  };
}

function pathOf(room: string): string {
  return `/v1/rooms/${encodeURIComponent(room)}`;
}
