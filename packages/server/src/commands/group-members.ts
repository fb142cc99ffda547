import type { Groups } from '../conversation/groups.ts';
import type { CommandHandler } from './command.ts';

export function groupMembersCommand(
  groups: Pick<Groups, 'members'>,
): CommandHandler<'group.members'> {
  return async ({ actor, request }) =>
    JSON.stringify(await groups.members(actor, request.group, request));
}
