import type { RoomDevice, StayLog } from './room-device.ts';
import { type RoomSimulation, rooms } from './room-simulation.ts';

/** What must hold once the network has healed; gives what does not. */
export function faultsOf(simulation: RoomSimulation): string[] {
  return simulation.devices.flatMap((device) => [
    ...device.failures.filter((what) => !(simulation.mayLoseTaps && what.includes('not_member'))),
    ...device.sent.flatMap((sent) => sentFaults(simulation, sent)),
    ...rooms.flatMap((id) => roomFaults(simulation, device, id)),
  ]);
}

function sentFaults({ server }: RoomSimulation, sent: { key: string; outcome: string }): string[] {
  if (sent.outcome === 'open') return ['a reliable message has no outcome'];
  const [epoch, syncId] = sent.outcome.split('/').map(Number);
  // Said in a room that was being hopped from: the server may have seen the hop first.
  const isRefused = sent.outcome === 'not_in_room' || sent.outcome === 'not_member';
  if (syncId === undefined) return isRefused ? [] : [sent.outcome];
  const [id] = sent.key.split(' ');
  const log = server.rooms.room(id as (typeof rooms)[number]).log;
  return log.epoch === epoch && log.head >= syncId ? [] : [`${sent.key} is not stored`];
}

function roomFaults(
  { server, mayLoseTaps }: RoomSimulation,
  device: RoomDevice,
  id: (typeof rooms)[number],
): string[] {
  const room = server.rooms.room(id);
  const isInside = room.members.get(`${device.name}-1`)?.inside ?? false;
  const log = device.logOf(id);
  const faults: string[] = [];
  const check = (isRight: boolean, what: string) => {
    if (!isRight) faults.push(`${device.name} ${id}: ${what}`);
  };
  const isWanted = device.wanted.get(id) ?? log !== undefined;
  check(isInside === isWanted, `wants ${isWanted}, the server has ${isInside}`);
  check((log !== undefined) === isWanted, `wants ${isWanted}, the SDK has ${log !== undefined}`);
  const stays = device.logs.filter(({ stay }) => stay.room === id);
  const all = stays.reduce((sum, { taps }) => sum + taps, 0);
  const counted = room.tapped.get(`${device.name}-1`) ?? 0;
  check(counted <= all, `${counted} taps counted of ${all}`);
  for (const { ended, events } of stays) {
    const last = events.at(-1);
    check(!ended || (last?.type === 'closed' && last.reason === 'left'), `ended by ${last?.type}`);
  }
  if (log !== undefined) faults.push(...openFaults(log, counted, room, mayLoseTaps));
  return faults;
}

function openFaults(
  log: StayLog,
  counted: number,
  room: ReturnType<RoomSimulation['server']['rooms']['room']>,
  mayLoseTaps: boolean,
): string[] {
  const faults: string[] = [];
  const { epoch, head } = room.log;
  const { last, taps, stay } = log;
  if (last?.syncId !== head || last.epoch !== epoch) {
    faults.push(`${room.id} stands at ${last?.epoch}/${last?.syncId} of ${epoch}/${head}`);
  }
  if (counted < taps && !mayLoseTaps)
    faults.push(`${room.id}: only ${counted} of ${taps} taps counted`);
  if (!Bun.deepEquals(stay.feed.attributes.values, room.attributes)) {
    const [own, real] = [stay.feed.attributes.values, room.attributes];
    faults.push(`${room.id}: attributes ${JSON.stringify(own)}, not ${JSON.stringify(real)}`);
  }
  const { shown } = stay.feed.counters;
  if ((shown['like'] ?? 0) < (room.counters['like'] ?? 0)) {
    faults.push(`${room.id}: shows ${shown['like']} of ${room.counters['like']} likes`);
  }
  return faults;
}
