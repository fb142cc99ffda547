import type { Scenario } from './cli/scenario.ts';
import { append } from './scenarios/append.ts';
import { appendPostgres } from './scenarios/append-postgres.ts';
import { clusterGroup } from './scenarios/cluster-group.ts';
import { clusterRoom } from './scenarios/cluster-room.ts';
import { coldStart } from './scenarios/cold-start.ts';
import { frames } from './scenarios/frames.ts';
import { group } from './scenarios/group.ts';
import { idle } from './scenarios/idle.ts';
import { interestChurn } from './scenarios/interest-churn.ts';
import { natsCost } from './scenarios/nats-cost.ts';
import { replay } from './scenarios/replay.ts';
import { roomBeside } from './scenarios/room-beside.ts';
import { roomCapacity } from './scenarios/room-capacity.ts';
import { roomHop } from './scenarios/room-hop.ts';
import { roomLive } from './scenarios/room-live.ts';
import { roomManyNodes } from './scenarios/room-many-nodes.ts';
import { roomReplay } from './scenarios/room-replay.ts';

const all: readonly Scenario[] = [
  group,
  frames,
  coldStart,
  idle,
  append,
  appendPostgres,
  interestChurn,
  natsCost,
  clusterGroup,
  clusterRoom,
  replay,
  roomLive,
  roomCapacity,
  roomManyNodes,
  roomHop,
  roomReplay,
  roomBeside,
];

export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  all.map((scenario) => [scenario.name, scenario]),
);
