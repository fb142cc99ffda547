import { type PullDependencies, pullRanges } from '../conversation/pull-ranges.ts';
import type { Entrance } from '../room/entrance.ts';
import type { CommandHandler } from './command.ts';

export interface PullCommandDependencies extends Omit<PullDependencies, 'requireInRoom'> {
  entrance: Pick<Entrance, 'requireInside'>;
}

export function pullCommand(use: PullCommandDependencies): CommandHandler<'pull'> {
  return ({ actor, request, connection }) => {
    const requireInRoom: PullDependencies['requireInRoom'] = (room) => {
      use.entrance.requireInside(actor, connection, room);
    };
    return pullRanges({ ...use, requireInRoom }, actor, request.ranges, request.bytes);
  };
}
