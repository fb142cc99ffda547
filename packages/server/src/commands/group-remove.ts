import type { GroupMembers } from '../conversation/group-members.ts';
import type { CommandHandler } from './command.ts';

export function groupRemoveCommand(
  members: Pick<GroupMembers, 'remove'>,
): CommandHandler<'group.remove'> {
  return async ({ actor, request }) =>
    JSON.stringify(await members.remove(actor, request.group, request.users));
}
