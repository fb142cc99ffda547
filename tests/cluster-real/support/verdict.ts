import type { PostgresServer } from '@eagre/testkit';
import { checkSends } from '../../cluster/support/verdict-answers.ts';
import { checkApplication } from '../../cluster/support/verdict-logs.ts';
import { checkRows } from '../../cluster/support/verdict-rows.ts';
import type { Person } from './person.ts';
import { isProbe } from './probe.ts';
import { readStored, type Stored } from './stored.ts';

/**
 * All that is wrong when everything is quiet: what was acknowledged is stored once, at its place
 * (invariants 1 and 2); each application was told what is stored, each entry once and in order (3);
 * one row for a message, in write mode one more for each member (5).
 */
export async function verdictOn(
  people: readonly Person[],
  room: string,
  server: Pick<PostgresServer, 'sql'>,
  word: string,
): Promise<string[]> {
  const stored = await readStored(server, word);
  const { logs } = stored;
  const found = [...stored.faults, ...strangers(people, stored), ...checkRows(logs)];
  for (const person of people) {
    const { name, user, application } = person;
    const own = [
      ...checkApplication(logs, user, application),
      ...checkSends(logs, user, application),
    ];
    found.push(...person.found(), ...own.map((what) => `${name}: ${what}`));
    found.push(...refused(person), ...inRoom(person, room, stored));
  }
  return found;
}

/** Messages fail for good only when they may not be sent. */
function refused({ name, application }: Person): string[] {
  return [...application.sends.values()]
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ clientId, conversation, code }) => `${name}: ${clientId} to ${conversation}: ${code}`);
}

/** Entries of groups and conversations that nobody of these people wrote. */
function strangers(people: readonly Person[], { logs }: Stored): string[] {
  const sent = new Set(people.flatMap(({ application }) => [...application.sends.keys()]));
  const found: string[] = [];
  for (const [conversation, { entries }] of logs.conversations) {
    if (conversation.startsWith('room:')) continue;
    entries.forEach((entry, i) => {
      if (entry.type !== 'message' || sent.has(String(entry.clientId))) return;
      // Refused as temporary is not the same as not stored.
      if (isProbe(String(entry.clientId))) return;
      found.push(`${conversation} ${i + 1}: nobody sent ${entry.clientId}`);
    });
  }
  return found;
}

function inRoom(person: Person, room: string, { logs }: Stored): string[] {
  const { name, announced } = person;
  const { entries = [], head = 0 } = logs.conversations.get(room) ?? {};
  const found: string[] = [];
  const last = person.seat(room)?.last ?? 0;
  if (last !== head) found.push(`${name}: ${room} ${last} of ${head}`);
  const textAt = (syncId: number) => {
    const entry = entries[syncId - 1];
    return entry?.type === 'message' ? entry.body['text'] : undefined;
  };
  for (const { text, syncId } of announced) {
    const times = entries.filter((_, i) => textAt(i + 1) === text).length;
    if (textAt(syncId) === text && times === 1) continue;
    found.push(`${name}: "${text}" was answered ${room} ${syncId}, is there ${times} times`);
  }
  return found;
}
