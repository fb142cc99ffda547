import type { GroupMembers } from '../conversation/group-members.ts';
import type { CommandHandler } from './command.ts';

export function groupJoinCommand(
  members: Pick<GroupMembers, 'join'>,
): CommandHandler<'group.join'> {
  return async ({ actor, request }) => JSON.stringify(await members.join(actor, request.group));
}
