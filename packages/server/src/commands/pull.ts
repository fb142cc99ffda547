import { type PullDependencies, pullRanges } from '../conversation/pull-ranges.ts';
import type { CommandHandler } from './command.ts';

export function pullCommand(use: PullDependencies): CommandHandler<'pull'> {
  return ({ actor, request }) => pullRanges(use, actor, request.ranges, request.bytes);
}
