/**
 * Entries of all queues in so many tables: each is cleaned up and its index kept in memory apart,
 * and more would make each statement slower, since it opens all of them.
 */
const partitions = 16;

/** A day's idempotency keys, those of the day before, and a table that is being emptied. */
const onceTables = 3;

function partitionsOf(table: string): string {
  const names = Array.from({ length: partitions }, (_, n) => [n, `eagre.${table}_${n}`] as const);
  return names
    .map(
      ([n, name]) => `
  CREATE TABLE ${name} PARTITION OF eagre.${table}
    FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${n});`,
    )
    .join('');
}

/**
 * What grows without end is partitioned by queue; what is looked up by its name is one table. Every
 * table has an index that begins with the bucket or with queue_no, whose upper bits are the bucket,
 * so that a bucket is copied by ranges. Texts compare by bytes, as in every other store.
 */
export const tables = `
  -- store_epoch: of queues that are made. epoch_floor: no queue has a smaller one. epoch_taken_over:
  -- no queue that came from another server has a greater one. once_day: the newest of the keys.
  CREATE TABLE eagre.meta (name text COLLATE "C" PRIMARY KEY, value bigint NOT NULL);

  CREATE SEQUENCE eagre.queue_number;

  -- name: the queue's key. queue_no: bucket << 40 | a number of the sequence. Entries up to low were
  -- trimmed. version: of the conversation, 0 when there is none; here, since the row is locked and
  -- read by every send anyway. No index has head or version, and pages keep room: an update stays in
  -- its page and touches no index.
  CREATE TABLE eagre.queue (
    name text COLLATE "C" PRIMARY KEY,
    queue_no bigint NOT NULL UNIQUE,
    epoch bigint NOT NULL,
    low bigint NOT NULL DEFAULT 0,
    head bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

  CREATE TABLE eagre.entry (
    queue_no bigint NOT NULL,
    sync_id bigint NOT NULL,
    body text COLLATE "C" NOT NULL,
    PRIMARY KEY (queue_no, sync_id)
  ) PARTITION BY HASH (queue_no);
  ${partitionsOf('entry')}

  CREATE TABLE eagre.personal (
    queue_no bigint NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    anchor bigint NOT NULL,
    sync_id bigint NOT NULL,
    PRIMARY KEY (queue_no, conversation, anchor, sync_id)
  ) PARTITION BY HASH (queue_no);
  ${partitionsOf('personal')}

  -- Outboxes that may have entries: few, and found without looking at all queues.
  CREATE TABLE eagre.outbox (queue_no bigint PRIMARY KEY);

  -- name: JSON text, since a text of PostgreSQL cannot hold every character that a name may have.
  CREATE TABLE eagre.conversation (
    queue_no bigint PRIMARY KEY,
    app text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL,
    policy text COLLATE "C" NOT NULL,
    priority text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    open boolean NOT NULL,
    member_limit bigint NOT NULL,
    created_at bigint NOT NULL,
    members bigint NOT NULL DEFAULT 0,
    UNIQUE (app, conversation)
  ) WITH (fillfactor = 90);

  CREATE TABLE eagre.member (
    queue_no bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    app text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    start bigint NOT NULL,
    joined_at bigint NOT NULL,
    muted boolean NOT NULL,
    read bigint NOT NULL,
    PRIMARY KEY (queue_no, user_id)
  ) WITH (fillfactor = 90);
  CREATE INDEX member_by_user ON eagre.member (app, user_id);

  CREATE TABLE eagre.account (
    bucket smallint NOT NULL,
    app text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    disabled boolean NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (bucket, app, user_id)
  );

  CREATE TABLE eagre.document (
    key text COLLATE "C" PRIMARY KEY,
    bucket smallint NOT NULL,
    version bigint NOT NULL,
    value text COLLATE "C" NOT NULL
  );
  CREATE INDEX document_by_bucket ON eagre.document (bucket, key);

  CREATE TABLE eagre.count_sum (
    bucket smallint NOT NULL,
    key text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    sum bigint NOT NULL,
    PRIMARY KEY (bucket, key, name)
  ) WITH (fillfactor = 70);

  -- Idempotency keys; slot: day modulo ${onceTables}. A row counts on its day and the day after. placed: the
  -- places of the commit's first append, then as many epochs; null when it had none.
  CREATE TABLE eagre.once (
    slot smallint NOT NULL,
    key text COLLATE "C" NOT NULL,
    day integer NOT NULL,
    bucket smallint NOT NULL,
    at bigint NOT NULL,
    stamp_epoch bigint,
    stamp_sync_id bigint,
    placed bigint[],
    PRIMARY KEY (key, slot)
  ) PARTITION BY LIST (slot);
  CREATE INDEX once_by_bucket ON eagre.once (bucket);
  CREATE TABLE eagre.once_0 PARTITION OF eagre.once FOR VALUES IN (0);
  CREATE TABLE eagre.once_1 PARTITION OF eagre.once FOR VALUES IN (1);
  CREATE TABLE eagre.once_2 PARTITION OF eagre.once FOR VALUES IN (2);
`;
