import type { WayStation, WaySummary } from '../../console/contract.ts';
import { type Way, wayStations } from '../../observability/way-ring.ts';

/** What one node knows of a way: its stations in the order of `wayStations`, null where it did not pass. */
export interface NodeWay {
  readonly id: string;
  readonly app: string;
  readonly conversation: string;
  readonly kind: string;
  readonly from: string;
  /** Both 0 for best-effort messages. */
  readonly epoch: number;
  readonly syncId: number;
  readonly devices: number;
  readonly behind: number;
  readonly why: string;
  readonly isPersonal: boolean;
  /** Milliseconds since 1970, with fractions. */
  readonly times: readonly (number | null)[];
}

/** What each node knows for itself. */
type OfOneNode = 'times' | 'devices' | 'behind' | 'why';

/** What all nodes that answered know of it. */
export interface MergedWay extends Omit<NodeWay, OfOneNode> {
  readonly stations: readonly WayStation[];
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface NodeWays {
  readonly node: string;
  readonly ways: readonly NodeWay[];
}

/** Between the parts of a place that stands for an id: no name has it. */
const separator = '~';

/** The id by which a way is asked for: its sender's, or for want of one its place. */
export function wayIdOf({
  id,
  conversation,
  epoch,
  syncId,
}: Pick<NodeWay, 'id' | 'conversation' | 'epoch' | 'syncId'>): string {
  return id === '' ? [conversation, epoch, syncId].join(separator) : id;
}

/** The place in an id of that kind. */
export function placeOfId(
  id: string,
): { conversation: string; epoch: number; syncId: number } | undefined {
  const found = /^([^~]+)~(\d{1,15})~(\d{1,15})$/.exec(id);
  if (found === null) return undefined;
  const [, conversation = '', epoch, syncId] = found;
  return { conversation, epoch: Number(epoch), syncId: Number(syncId) };
}

/** `startedAt`: what the monotonic clock's zero was by the wall clock. */
export function toldWay(way: Way, startedAt: number): NodeWay {
  const { app, conversation, kind, from, epoch, syncId, devices, behind, why, isPersonal } = way;
  const times = [...way.times].map((atMs) => (Number.isNaN(atMs) ? null : fine(startedAt + atMs)));
  const place = { app, conversation, epoch, syncId, isPersonal };
  return { id: wayIdOf(way), ...place, kind, from, devices, behind, why, times };
}

/** One way for each message, newest first. */
export function mergedWays(answers: readonly NodeWays[]): MergedWay[] {
  const all = answers.flatMap(({ node, ways }) => ways.map((way) => ({ node, way })));
  const messages = Map.groupBy(all, ({ way: { app, conversation, epoch, syncId, from, id } }) =>
    [app, conversation, epoch, syncId, from, id].join(' '),
  );
  return [...messages.values()].map(merged).sort((a, b) => b.startedAt - a.startedAt);
}

export function summaryOf(way: MergedWay): WaySummary {
  const { id, app, conversation, kind, from, startedAt, endedAt, isPersonal } = way;
  const summary: WaySummary = {
    ...{ id, app, conversation, kind, from },
    at: startedAt,
    tookMs: fine(endedAt - startedAt),
    ...(isPersonal && { personal: true as const }),
  };
  return summary;
}

function merged(parts: readonly { node: string; way: NodeWay }[]): MergedWay {
  const stations = parts.flatMap(({ node, way }) => stationsOf(node, way));
  stations.sort((a, b) => a.at - b.at);
  const { id, app, conversation, kind, from, epoch, syncId, isPersonal } = (
    parts[0] as { way: NodeWay }
  ).way;
  return {
    ...{ id, app, conversation, kind, from, epoch, syncId, isPersonal },
    stations,
    startedAt: stations[0]?.at ?? 0,
    endedAt: stations.at(-1)?.at ?? 0,
  };
}

function stationsOf(node: string, { times, devices, behind, why }: NodeWay): WayStation[] {
  return wayStations.flatMap((station, i) => {
    const at = times[i] ?? null;
    if (at === null) return [];
    const ends = { ...(station === 'last' && { devices, ...(behind > 0 && { behind }) }) };
    return [{ node, station, at, ...ends, ...(station === 'dropped' && { why }) }];
  });
}

/** To a microsecond: what a number of this size can hold. */
function fine(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
