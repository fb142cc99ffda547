import type { Groups } from '../conversation/groups.ts';
import type { CommandHandler } from './command.ts';

export function groupCreateCommand(groups: Pick<Groups, 'create'>): CommandHandler<'group.create'> {
  return async ({ actor, request }) => {
    const { group, name, members, open } = request;
    return JSON.stringify(await groups.create(actor, group, { name, members, open }));
  };
}
