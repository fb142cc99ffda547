import type { RoomFinding } from './findings.ts';
import type { Judge, Judged } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** The server counts as many devices in each room as are in it, and never told of less than none. */
export const judgeCounts: Judge = (judged) => {
  const { findings, rooms } = judged.context;
  const counted = findings.rooms.filter(({ room, inside }) => inside > 0 || rooms.has(room));
  const problems = [
    ...judged.faults('count'),
    ...counted.flatMap((room) => miscount(judged, room)),
  ];
  if (counted.length === 0 && problems.length === 0) return undefined;
  const devices = counted.reduce((sum, { inside }) => sum + inside, 0);
  const good = `${number(devices)} devices in ${number(counted.length)} rooms, each counted`;
  return verdictOf('counts', problems, good);
};

function miscount({ context }: Judged, { room, inside }: RoomFinding): string[] {
  const facts = context.rooms.get(room);
  if (facts === undefined)
    return [`${room}: ${inside} devices are in it, the server knows no count`];
  if (facts.online === inside) return [];
  return [`${room}: ${inside} devices are in it, the server counts ${facts.online}`];
}
