/**
 * The schema, step by step: migration `n` (counted from 1) brings version `n - 1` to `n`. Steps that
 * were released are never changed, only followed by another. Texts and not files, so that they are
 * inside the compiled executable.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  -- name: the queue's key, app/queue. Entries up to low were trimmed.
  CREATE TABLE queue (
    queue_no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    low INTEGER NOT NULL DEFAULT 0
  );

  -- place = queue_no << 32 | sync_id: one integer, so that a queue's entries lie side by side, the
  -- key is compared at once and long bodies stay in the leaf (a third faster than a composed key).
  CREATE TABLE entry (place INTEGER PRIMARY KEY, body TEXT NOT NULL);

  CREATE TABLE personal (
    queue_no INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    anchor INTEGER NOT NULL,
    sync_id INTEGER NOT NULL,
    PRIMARY KEY (queue_no, conversation, anchor, sync_id)
  ) WITHOUT ROWID;

  -- queue_no is the number of the conversation's log.
  CREATE TABLE conversation (
    queue_no INTEGER PRIMARY KEY,
    app TEXT NOT NULL,
    conversation TEXT NOT NULL,
    version INTEGER NOT NULL,
    mode TEXT NOT NULL,
    policy TEXT NOT NULL,
    priority TEXT NOT NULL,
    name TEXT,
    open INTEGER NOT NULL,
    member_limit INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    members INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app, conversation)
  );

  CREATE TABLE member (
    queue_no INTEGER NOT NULL,
    user TEXT NOT NULL,
    app TEXT NOT NULL,
    role TEXT NOT NULL,
    start INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    muted INTEGER NOT NULL,
    read INTEGER NOT NULL,
    PRIMARY KEY (queue_no, user)
  ) WITHOUT ROWID;
  CREATE INDEX member_by_user ON member (app, user);

  CREATE TABLE user (
    app TEXT NOT NULL,
    user TEXT NOT NULL,
    name TEXT,
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, user)
  ) WITHOUT ROWID;

  -- Idempotency keys of the days with an even and an odd number; see once-days.ts.
  CREATE TABLE once_0 (key TEXT PRIMARY KEY, at INTEGER NOT NULL, placed TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE once_1 (key TEXT PRIMARY KEY, at INTEGER NOT NULL, placed TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  -- key: app/owner#name. With a rowid, since values are large: they stay out of the pages in which
  -- a key is looked up, and version before value, so that reading it does not read the value.
  CREATE TABLE document (
    key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    value TEXT NOT NULL
  );

  CREATE TABLE count_sum (
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    sum INTEGER NOT NULL,
    PRIMARY KEY (key, name)
  ) WITHOUT ROWID;
  `,
];
