import type { AppId, ConversationId } from '@eagre/protocol';
import type { ApiServices, GroupDetails } from '../api/services.ts';
import type { Actor } from '../conversation/actor.ts';
import { backendActor } from '../conversation/actor.ts';
import type { ConversationServices } from '../conversation/services.ts';
import { conversationKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { ConversationRecord } from '../timeline/records.ts';

/** What the HTTP API does with groups. Answers tell a group as it stands in the store. */
export function apiGroups(services: ConversationServices): ApiServices['groups'] {
  const { timeline, groups, groupMembers, groupRoles } = services;
  const find = async (app: AppId, group: ConversationId) => {
    const record = await timeline.conversation(conversationKey(app, group));
    return record === undefined || isDeleted(record) ? undefined : groupDetails(record);
  };
  const now = async (actor: Actor, group: ConversationId) => {
    const details = await find(actor.app, group);
    if (details !== undefined) return details;
    throw new ServiceError('not_found', 'no such group', { field: 'group' });
  };
  return {
    get: find,
    async create(actor, { group, ...input }) {
      await groups.create(actor, group, input);
      return now(actor, group);
    },
    async change(actor, group, change) {
      await groups.change(actor, group, change);
      return now(actor, group);
    },
    delete: (actor, group) => groups.remove(actor, group),
    async members(app, group, { after, limit }) {
      const page = after === undefined ? { limit } : { after, limit };
      const answer = await groups.members(backendActor(app), group, page);
      return { items: answer.members, more: answer.more };
    },
    async add(actor, group, users) {
      const { unchanged } = await groupMembers.invite(actor, group, users);
      return { group: await now(actor, group), unchanged };
    },
    setRole: (actor, group, user, role) => groupRoles.set(actor, group, user, role),
    async remove(actor, group, users) {
      const { unchanged } = await groupMembers.remove(actor, group, users);
      return { group: await now(actor, group), unchanged };
    },
  };
}

/** A deleted group's id stays taken, but nobody sees it. */
export function isDeleted(record: ConversationRecord): boolean {
  return record.memberLimit === 0;
}

export function groupDetails(record: ConversationRecord): GroupDetails {
  const { app: _, version: __, conversation, ...settings } = record;
  return { group: conversation, ...settings };
}
