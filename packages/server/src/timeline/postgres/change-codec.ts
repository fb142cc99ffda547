import { appOfKey, conversationKey, type QueueKey, userKey } from '../../keys.ts';
import { bucketOf } from '../sharded/buckets.ts';
import type { StateWrite } from '../timeline.ts';

/** The queue whose row the write changes or hangs on; undefined for what stands by itself. */
export function queueOfWrite(write: StateWrite): QueueKey | undefined {
  switch (write.write) {
    case 'conversation':
      return conversationKey(write.record.app, write.record.conversation);
    case 'redact':
      return write.queue;
    case 'user':
    case 'document':
    case 'count':
      return undefined;
    default:
      return write.conversation;
  }
}

/** The bucket in which a write is stored. */
export function bucketOfWrite(write: StateWrite): number {
  if (write.write === 'user') return bucketOf(userKey(write.record.app, write.record.user));
  if (write.write === 'document' || write.write === 'count') return bucketOf(write.key);
  return bucketOf(queueOfWrite(write) as QueueKey);
}

/** As `eagre.write_1` takes it. `place`: of the write's queue among the names of the batch. */
export function encodeWrite(write: StateWrite, place: number | undefined): object {
  switch (write.write) {
    case 'conversation':
      return { write: 'conversation', place, ...withNameAsJson(write.record) };
    case 'member': {
      const { conversation: key, record } = write;
      return { write: 'member', place, key, app: appOfKey(key), ...record };
    }
    case 'user':
      return { write: 'user', bucket: bucketOfWrite(write), ...withNameAsJson(write.record) };
    case 'document':
    case 'count':
      return { bucket: bucketOfWrite(write), ...write };
    default:
      return { place, ...write };
  }
}

/** A name may hold characters that no text of PostgreSQL can. */
function withNameAsJson<T extends { name?: string }>(record: T): T {
  return record.name === undefined ? record : { ...record, name: JSON.stringify(record.name) };
}
