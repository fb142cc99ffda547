/** What `eagre.commit_1` calls: entries of rows of a batch, and one change of state. */
export const writeFunctions = `
  CREATE FUNCTION eagre.insert_entries_1(
    numbers bigint[], row_queues integer[], placed bigint[], row_appends integer[],
    append_entries text[], first_row integer, last_row integer
  ) RETURNS void LANGUAGE plpgsql AS $body$
  BEGIN
    INSERT INTO entry (queue_no, sync_id, body)
    SELECT numbers[row_queues[i]], placed[i], append_entries[row_appends[i]]
    FROM generate_series(first_row, last_row) AS i WHERE placed[i] IS NOT NULL;
  END $body$;

  -- number and log_head: of the queue that the change names, null when there is none.
  CREATE FUNCTION eagre.write_1(change jsonb, number bigint, log_head bigint)
  RETURNS void LANGUAGE plpgsql AS $body$
  DECLARE
    greatest_sum CONSTANT bigint := 9007199254740991;
    total bigint;
  BEGIN
    CASE change ->> 'write'
    WHEN 'conversation' THEN
      IF number IS NULL THEN
        RAISE EXCEPTION 'there is no queue of the conversation' USING ERRCODE = 'EG002';
      END IF;
      INSERT INTO conversation (queue_no, app, conversation, mode, policy, priority, name, open,
        member_limit, created_at)
      VALUES (number, change ->> 'app', change ->> 'conversation', change ->> 'mode',
        change ->> 'policy', change ->> 'priority', change ->> 'name', (change ->> 'open')::boolean,
        (change ->> 'memberLimit')::bigint, (change ->> 'createdAt')::bigint)
      ON CONFLICT (queue_no) DO UPDATE SET mode = excluded.mode, policy = excluded.policy,
        priority = excluded.priority, name = excluded.name, open = excluded.open,
        member_limit = excluded.member_limit, created_at = excluded.created_at;
    WHEN 'member' THEN
      IF NOT EXISTS (SELECT FROM conversation WHERE queue_no = number) THEN
        RAISE EXCEPTION 'there is no conversation % to join', change ->> 'key'
          USING ERRCODE = 'EG001';
      END IF;
      UPDATE member SET role = change ->> 'role', joined_at = (change ->> 'joinedAt')::bigint,
        muted = (change ->> 'muted')::boolean, read = (change ->> 'read')::bigint
      WHERE queue_no = number AND user_id = change ->> 'user';
      IF NOT FOUND THEN
        INSERT INTO member (queue_no, user_id, app, role, start, joined_at, muted, read)
        VALUES (number, change ->> 'user', change ->> 'app', change ->> 'role', log_head,
          (change ->> 'joinedAt')::bigint, (change ->> 'muted')::boolean,
          (change ->> 'read')::bigint);
        UPDATE conversation SET members = members + 1 WHERE queue_no = number;
      END IF;
    WHEN 'removeMember' THEN
      DELETE FROM member WHERE queue_no = number AND user_id = change ->> 'user';
      IF FOUND THEN
        UPDATE conversation SET members = members - 1 WHERE queue_no = number;
      END IF;
    WHEN 'read' THEN
      UPDATE member SET read = (change ->> 'syncId')::bigint
      WHERE queue_no = number AND user_id = change ->> 'user'
        AND read < (change ->> 'syncId')::bigint;
    WHEN 'muted' THEN
      UPDATE member SET muted = (change ->> 'muted')::boolean
      WHERE queue_no = number AND user_id = change ->> 'user';
    WHEN 'role' THEN
      UPDATE member SET role = change ->> 'role'
      WHERE queue_no = number AND user_id = change ->> 'user';
    WHEN 'user' THEN
      INSERT INTO account (bucket, app, user_id, name, disabled, created_at)
      VALUES ((change ->> 'bucket')::smallint, change ->> 'app', change ->> 'user',
        change ->> 'name', (change ->> 'disabled')::boolean, (change ->> 'createdAt')::bigint)
      ON CONFLICT (bucket, app, user_id) DO UPDATE SET name = excluded.name,
        disabled = excluded.disabled, created_at = excluded.created_at;
    WHEN 'document' THEN
      IF change ->> 'value' IS NULL THEN
        DELETE FROM document WHERE key = change ->> 'key';
      ELSE
        INSERT INTO document AS d (key, bucket, version, value)
        VALUES (change ->> 'key', (change ->> 'bucket')::smallint, 1, change ->> 'value')
        ON CONFLICT (key) DO UPDATE SET version = d.version + 1, value = excluded.value;
      END IF;
    WHEN 'count' THEN
      INSERT INTO count_sum AS c (bucket, key, name, sum)
      VALUES ((change ->> 'bucket')::smallint, change ->> 'key', change ->> 'name',
        (change ->> 'add')::bigint)
      ON CONFLICT (bucket, key, name) DO UPDATE SET sum = c.sum + excluded.sum
      RETURNING sum INTO total;
      IF total NOT BETWEEN -greatest_sum AND greatest_sum THEN
        RAISE EXCEPTION '%: the sum % would be %', change ->> 'key', change ->> 'name', total
          USING ERRCODE = 'EG001';
      END IF;
    WHEN 'redact' THEN
      UPDATE entry SET body = change ->> 'entry'
      WHERE queue_no = number AND sync_id = (change ->> 'syncId')::bigint;
    END CASE;
  END $body$;
`;
