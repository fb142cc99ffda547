/** A table that has rows of buckets. */
export interface RowTable {
  readonly name: string;
  /** What tells its rows apart within a bucket, in the order of an index, with types. */
  readonly key: Readonly<Record<string, 'bigint' | 'smallint' | 'text'>>;
  /** Columns of the unique index, where they are others than those of the key. */
  readonly unique?: string;
  /** Its partitions, if it has some. */
  readonly parts?: readonly string[];
  /** Rows of it go away, beside entries that are trimmed. */
  readonly shrinks?: true;
}

/** What grows with the messages: copied by queue. */
export const queueTables: readonly RowTable[] = [
  { name: 'entry', key: { queue_no: 'bigint', sync_id: 'bigint' } },
  {
    name: 'personal',
    key: { queue_no: 'bigint', conversation: 'text', anchor: 'bigint', sync_id: 'bigint' },
  },
];

/** All else. `queue` comes first: it has the names. */
export const stateTables: readonly RowTable[] = [
  { name: 'queue', key: { queue_no: 'bigint' } },
  { name: 'conversation', key: { queue_no: 'bigint' } },
  { name: 'member', key: { queue_no: 'bigint', user_id: 'text' }, shrinks: true },
  { name: 'account', key: { bucket: 'smallint', app: 'text', user_id: 'text' } },
  { name: 'document', key: { bucket: 'smallint', key: 'text' }, unique: 'key', shrinks: true },
  { name: 'count_sum', key: { bucket: 'smallint', key: 'text', name: 'text' } },
  { name: 'outbox', key: { queue_no: 'bigint' }, shrinks: true },
  {
    name: 'once',
    key: { bucket: 'smallint', slot: 'smallint', key: 'text' },
    unique: 'slot, key',
    parts: ['once_0', 'once_1', 'once_2'],
  },
];

/** `queue_no, sync_id` */
export function keyColumns({ key }: RowTable): string {
  return Object.keys(key).join(', ');
}

/** Which rows `t` are of a bucket. Documents of the server itself are of none. */
export function inBucket({ name, key }: RowTable, bucket: number): string {
  if ('bucket' in key) {
    const own = name === 'document' ? ` AND t.key NOT LIKE '*/buckets#%'` : '';
    return `t.bucket = ${bucket}${own}`;
  }
  return `t.queue_no >= ${bucket}::bigint << 40 AND t.queue_no < ${bucket + 1}::bigint << 40`;
}
