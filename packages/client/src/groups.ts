import type { Answer, CommandName, GroupChangeAnswer, GroupMembersAnswer } from '@eagre/protocol';
import { groupOf } from '@eagre/protocol/names';
import type { Arguments } from './connection/requests.ts';

/** Asks the server as soon as the client is online. */
export type Call = <Name extends CommandName>(
  cmd: Name,
  args: Arguments<Name>,
) => Promise<Answer<Name>>;

/**
 * Groups by their name (`lobby` of `group:lobby`). All reject with an `EagreError`. A change that the
 * server has answered is stored; repeating one changes nothing and names the users in `unchanged`,
 * except `create`, which is refused with `already_exists`.
 */
export class Groups {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Makes a group with this user as its owner. `open`: anyone of the app may join by the name. */
  create(
    group: string,
    options: { name?: string; members?: string[]; open?: boolean } = {},
  ): Promise<GroupChangeAnswer> {
    return this.#call('group.create', { group: groupOf(group), ...options });
  }

  join(group: string): Promise<GroupChangeAnswer> {
    return this.#call('group.join', { group: groupOf(group) });
  }

  leave(group: string): Promise<GroupChangeAnswer> {
    return this.#call('group.leave', { group: groupOf(group) });
  }

  invite(group: string, users: string[]): Promise<GroupChangeAnswer> {
    return this.#call('group.invite', { group: groupOf(group), users });
  }

  remove(group: string, users: string[]): Promise<GroupChangeAnswer> {
    return this.#call('group.remove', { group: groupOf(group), users });
  }

  /** A page of members in order of their ids, after the user `after`; 100 of them unless told. */
  members(
    group: string,
    page: { after?: string; limit?: number } = {},
  ): Promise<GroupMembersAnswer> {
    return this.#call('group.members', { group: groupOf(group), ...page });
  }
}
