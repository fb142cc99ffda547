import { statSync } from 'node:fs';
import type { QueueKey } from '../../keys.ts';
import type { Commit } from '../timeline.ts';
import { backupDatabase } from './backup.ts';
import { CommitWriter } from './commit-writer.ts';
import { type Connection, databasePath, openReading, openWriting } from './connection.ts';
import { lockDirectory } from './directory-lock.ts';
import { DocumentReader } from './document-reader.ts';
import { checkIntegrity } from './integrity.ts';
import { type EncodedOutcomes, encodeOutcomes } from './outcome-codec.ts';
import { StoreReader } from './reader.ts';
import { migrate } from './schema.ts';
import { asOpenError } from './store-open-error.ts';

export interface StoreOptions {
  directory: string;
  nowMs: number;
  integrity: 'bounded' | 'full';
  cachedQueues: number;
  /** The database file may not grow past this. Bytes. */
  maxBytes?: number;
}

/** Opens the store: lock, migration, check. In a worker; the lock is held until `close`. */
export function openWriterService(options: StoreOptions) {
  const lock = lockDirectory(options.directory);
  try {
    const db = openStore(options);
    return writerService(new CommitWriter(db, options.cachedQueues), () => {
      db.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw asOpenError(error, options.directory);
  }
}

function openStore(options: StoreOptions): Connection {
  const path = databasePath(options.directory);
  const db = openWriting(path);
  try {
    if (options.maxBytes !== undefined) {
      db.run(`PRAGMA max_page_count = ${Math.ceil(options.maxBytes / 4096)}`);
    }
    migrate(db, options.nowMs);
    checkIntegrity(db, options.integrity, statSync(path).size);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function writerService(writer: CommitWriter, close: () => void) {
  return {
    /** Commits come as JSON: for many small objects and texts cheaper than a clone. */
    write: (commits: string, nowMs: number): EncodedOutcomes =>
      encodeOutcomes(writer.write(JSON.parse(commits) as Commit[], nowMs)),
    trimSlice: (queue: QueueKey, upTo: number, slice: number) =>
      writer.trimSlice(queue, upTo, slice),
    close,
  };
}

export function openReaderService(options: StoreOptions) {
  const db = openReading(databasePath(options.directory));
  const reader = new StoreReader(db);
  const documents = new DocumentReader(db);
  return {
    ranges: reader.ranges.bind(reader),
    heads: reader.heads.bind(reader),
    queues: reader.queues.bind(reader),
    conversation: reader.conversation.bind(reader),
    conversations: reader.conversations.bind(reader),
    members: reader.members.bind(reader),
    member: reader.member.bind(reader),
    memberships: reader.memberships.bind(reader),
    user: reader.user.bind(reader),
    personals: reader.personals.bind(reader),
    document: documents.document.bind(documents),
    documents: documents.documents.bind(documents),
    counts: documents.counts.bind(documents),
    close: () => db.close(),
  };
}

export function openBackupService(options: StoreOptions) {
  return {
    backup: (path: string) => backupDatabase(databasePath(options.directory), path),
    close: () => {},
  };
}

export interface Services {
  writer: ReturnType<typeof openWriterService>;
  reader: ReturnType<typeof openReaderService>;
  backup: ReturnType<typeof openBackupService>;
}
