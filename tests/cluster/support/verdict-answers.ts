import { conversationKey } from '@eagre/server/src/keys.ts';
import type { Application } from './application.ts';
import type { ClusterWorld } from './cluster-world.ts';
import type { Answered } from './people.ts';
import { app } from './sim-node.ts';
import type { StoredLogs } from './stored-logs.ts';

/** What was answered is stored, once (invariant 2); what was sent is decided in the end. */
export function checkSends(logs: StoredLogs, user: string, { sends }: Application): string[] {
  const found: string[] = [];
  const places = placesOf(logs);
  const spans = logs.spans(user);
  for (const send of sends.values()) {
    const { clientId, conversation, outcome, personalTo, code, syncId } = send;
    if (outcome === 'open') found.push(`message ${clientId} to ${conversation} is open still`);
    if (code === 'internal') found.push(`message ${clientId} failed with an internal error`);
    if (code === 'not_member' && personalTo === undefined) {
      const { beganAtMs, atMs } = send;
      const wasMember = spans.get(conversation)?.some(({ from, to, isOpen }) => {
        const hasJoined = logs.storedAtMs(conversation, from) <= beganAtMs;
        return hasJoined && (isOpen || logs.storedAtMs(conversation, to) > atMs);
      });
      if (wasMember) found.push(`message ${clientId} of a member was refused as ${code}`);
    }
    if (personalTo !== undefined) continue;
    const stored = places.get(clientId) ?? [];
    const wanted = outcome === 'sent' ? stored.length === 1 : stored.length <= 1;
    if (!wanted) found.push(`message ${clientId}, ${outcome}, is stored ${stored.length} times`);
    else if (outcome === 'sent' && stored[0] !== `${conversation} ${syncId}`) {
      found.push(`message ${clientId} was answered ${conversation} ${syncId}, it is ${stored[0]}`);
    }
  }
  return found;
}

const cachedPlaces = new WeakMap<StoredLogs, Map<string, string[]>>();

/** Places of messages by their client ids. */
function placesOf(logs: StoredLogs): Map<string, string[]> {
  const known = cachedPlaces.get(logs);
  if (known !== undefined) return known;
  const places = new Map<string, string[]>();
  for (const [conversation, { entries }] of logs.conversations) {
    entries.forEach((entry, i) => {
      if (entry.type !== 'message' || entry.clientId === undefined) return;
      const all = places.get(entry.clientId) ?? [];
      all.push(`${conversation} ${i + 1}`);
      places.set(entry.clientId, all);
    });
  }
  cachedPlaces.set(logs, places);
  return places;
}

export function checkAnswered(
  { store }: ClusterWorld,
  logs: StoredLogs,
  { reads, recalls, pages }: Answered,
): string[] {
  const found: string[] = [];
  for (const { user, conversation, syncId } of reads) {
    const member = store.member(conversationKey(app, conversation as never), user as never);
    // Who left and came again begins anew.
    if (member === undefined || member.read >= syncId || member.start >= syncId) continue;
    found.push(`${user} has read ${conversation} up to ${member.read}, answered was ${syncId}`);
  }
  for (const { conversation, syncId, text, atMs } of pages) {
    if (!logs.isAsStored(conversation, syncId, text, atMs)) {
      found.push(`history of ${conversation} ${syncId} is not as it is stored: ${text}`);
    }
  }
  for (const { conversation, target, syncId } of recalls) {
    const { low = 0 } = logs.conversations.get(conversation) ?? {};
    const message = logs.at(conversation, target);
    const recall = logs.at(conversation, syncId);
    if (target > low && (message?.type !== 'message' || message.recalled !== true)) {
      found.push(`${conversation} ${target} was taken back and is there`);
    }
    if (syncId > low && (recall?.type !== 'recall' || recall.target !== target)) {
      found.push(`${conversation} ${syncId} is not the recall of ${target}`);
    }
  }
  return found;
}
