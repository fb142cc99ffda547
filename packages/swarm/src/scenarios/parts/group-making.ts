import { wireLimits } from '@eagre/protocol';
import { inParallel } from '../../engine/in-parallel.ts';
import type { Controller } from '../../engine/scenario.ts';

/** Being made at once: enough that their commits share a batch, few enough to leave the server alone. */
const atOnce = 16;

/** Groups through the HTTP API, as a business backend makes them. */
export async function makeGroups(
  { api, progress }: Controller,
  groups: readonly { group: string; members: readonly string[] }[],
): Promise<void> {
  const step = wireLimits.usersPerCommand;
  await inParallel(
    groups,
    atOnce,
    async ({ group, members }) => {
      await api.post('/v1/groups', { group, members: members.slice(0, step) });
      for (let at = step; at < members.length; at += step) {
        const path = `/v1/groups/${encodeURIComponent(group)}/members`;
        await api.post(path, { users: members.slice(at, at + step) });
      }
    },
    (done) => progress('making groups', done / groups.length),
  );
}

export async function makeRooms(
  { rooms: api, progress }: Controller,
  rooms: readonly string[],
): Promise<void> {
  await inParallel(
    rooms,
    atOnce,
    (room) => api.create(room),
    (done) => progress('making rooms', done / rooms.length),
  );
}

/** Members of a group as the server lists them, in order of their names. */
export async function membersOf({ api }: Controller, group: string): Promise<string[]> {
  const members: string[] = [];
  for (;;) {
    const after = members.at(-1);
    const query = `limit=${wireLimits.pageItems}${after === undefined ? '' : `&after=${after}`}`;
    const { items, more } = await api.get<{ items: { user: string }[]; more: boolean }>(
      `/v1/groups/${encodeURIComponent(group)}/members?${query}`,
    );
    members.push(...items.map(({ user }) => user));
    if (!more || items.length === 0) return members;
  }
}
