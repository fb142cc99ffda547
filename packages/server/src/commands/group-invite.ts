import type { GroupMembers } from '../conversation/group-members.ts';
import type { CommandHandler } from './command.ts';

export function groupInviteCommand(
  members: Pick<GroupMembers, 'invite'>,
): CommandHandler<'group.invite'> {
  return async ({ actor, request }) =>
    JSON.stringify(await members.invite(actor, request.group, request.users));
}
