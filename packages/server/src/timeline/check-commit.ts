import type { ConversationKey } from '../keys.ts';
import type { Append, Commit, Guard, StateWrite } from './timeline.ts';
import { timelineLimits } from './timeline-limits.ts';

/**
 * A commit that no store may accept: a bug of the caller, not a state of the store. It has no
 * effect, and trying again does not help.
 */
export class InvalidCommitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidCommitError';
  }
}

/** The rows a commit will take at most: what a batch is measured by. At least 1. */
export function rowsOf(commit: Commit): number {
  let rows = commit.writes?.length ?? 0;
  for (const append of commit.appends) rows += append.queues.length;
  return rows === 0 ? 1 : rows;
}

/**
 * Refuses what would fail inside a batch, before it can disturb its neighbours there.
 * Throws `InvalidCommitError`.
 */
export function checkCommit(commit: Commit): void {
  for (const append of commit.appends) checkAppend(append);
  if (commit.writes !== undefined) for (const write of commit.writes) checkWrite(write);
  if (commit.guards !== undefined) {
    for (const guard of commit.guards) checkGuard(guard);
  }
  if (commit.once !== undefined) checkCount(commit.once.at, 'once.at');
}

function checkAppend(append: Append): void {
  if (append.queues.length > timelineLimits.queuesPerAppend) {
    throw new InvalidCommitError(
      `an append names ${append.queues.length} queues, at most ${timelineLimits.queuesPerAppend} are allowed`,
    );
  }
  for (const queue of append.queues) checkKey(queue, 'queues');
  checkEntry(append.entry);
  if (append.stamp !== undefined) checkStamp(append.stamp, append.stampAt);
  else if (append.personal === true) {
    throw new InvalidCommitError('a personal append needs a stamp: it is found again under it');
  }
}

function checkStamp(stamp: ConversationKey, at: Append['stampAt']): void {
  checkKey(stamp, 'stamp');
  if (at === undefined) return;
  checkCount(at.epoch, 'stampAt.epoch');
  checkCount(at.syncId, 'stampAt.syncId');
}

function checkGuard(guard: Guard): void {
  checkCount(guard.version, 'guards.version');
  if ('document' in guard) checkDocumentKey(guard.document, 'guards.document');
}

function checkWrite(write: StateWrite): void {
  switch (write.write) {
    case 'conversation':
      checkCount(write.record.version, 'record.version');
      checkCount(write.record.createdAt, 'record.createdAt');
      checkCount(write.record.memberLimit, 'record.memberLimit');
      return;
    case 'member':
      checkKey(write.conversation, 'conversation');
      checkCount(write.record.joinedAt, 'record.joinedAt');
      checkCount(write.record.read, 'record.read');
      return;
    case 'user':
      checkCount(write.record.createdAt, 'record.createdAt');
      return;
    case 'read':
      checkCount(write.syncId, 'read.syncId');
      return;
    case 'document':
      checkDocumentKey(write.key, 'document.key');
      if (write.value !== null) checkJsonText(write.value);
      return;
    case 'count':
      checkDocumentKey(write.key, 'count.key');
      checkAddition(write.name, write.add);
      return;
    case 'redact':
      checkCount(write.syncId, 'redact.syncId');
      checkEntry(write.entry);
      return;
    case 'muted':
    case 'role':
    case 'removeMember':
      return;
  }
}

function checkKey(key: string, field: string): void {
  const app = typeof key === 'string' ? key.indexOf('/') : -1;
  if (app > 0 && app < key.length - 1) return;
  throw new InvalidCommitError(`${field}: ${JSON.stringify(key)} is not a key (app/name)`);
}

function checkDocumentKey(key: string, field: string): void {
  if (typeof key === 'string' && /^[^/#]+\/[^#]+#./s.test(key)) return;
  throw new InvalidCommitError(`${field}: ${JSON.stringify(key)} is not a key (app/owner#name)`);
}

/** Only what is cheap: that it can be stamped, and that it is bounded. */
function checkEntry(entry: string): void {
  const isObject = typeof entry === 'string' && entry.length > 2 && entry.charCodeAt(0) === 0x7b;
  if (!isObject || entry.charCodeAt(entry.length - 1) !== 0x7d) {
    throw new InvalidCommitError('entry: must be the JSON text of an object with a field');
  }
  if (entry.length > timelineLimits.entryLength) {
    throw new InvalidCommitError(
      `entry: ${entry.length} characters, at most ${timelineLimits.entryLength} are allowed`,
    );
  }
}

/** Parsed: a document that cannot be read again would be found too late, and writes of them are few. */
function checkJsonText(value: string): void {
  if (typeof value !== 'string') throw new InvalidCommitError('document.value: must be JSON text');
  if (value.length > timelineLimits.documentLength) {
    throw new InvalidCommitError(
      `document.value: ${value.length} characters, at most ${timelineLimits.documentLength} are allowed`,
    );
  }
  try {
    JSON.parse(value);
  } catch {
    throw new InvalidCommitError('document.value: must be JSON text');
  }
}

function checkAddition(name: string, add: number): void {
  const { countNameLength } = timelineLimits;
  if (typeof name !== 'string' || name.length < 1 || name.length > countNameLength) {
    throw new InvalidCommitError(`count.name: must have 1 to ${countNameLength} characters`);
  }
  if (Number.isSafeInteger(add)) return;
  throw new InvalidCommitError(`count.add: ${add} is not an integer`);
}

function checkCount(value: number, field: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new InvalidCommitError(`${field}: ${value} is not an integer of 0 or more`);
}
