import type { GroupMembers } from '../conversation/group-members.ts';
import type { CommandHandler } from './command.ts';

export function groupLeaveCommand(
  members: Pick<GroupMembers, 'leave'>,
): CommandHandler<'group.leave'> {
  return async ({ actor, request }) => JSON.stringify(await members.leave(actor, request.group));
}
