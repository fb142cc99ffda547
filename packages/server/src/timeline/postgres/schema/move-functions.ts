/**
 * How the rows of a bucket come from another server and go away. Each call that writes is refused when
 * the map of buckets is another than the caller's (EG004): it may be of a move that was given up, and
 * the bucket may be in use here since.
 */
export const moveFunctions = `
  CREATE FUNCTION eagre.require_map_1(version bigint) RETURNS void LANGUAGE plpgsql
  AS $body$
  DECLARE
    known bigint;
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(1751, 1);
    SELECT value INTO known FROM eagre.meta WHERE name = 'map_version';
    IF known <> version THEN
      RAISE EXCEPTION 'moved by map %, this is map %', version, known USING ERRCODE = 'EG004';
    END IF;
  END $body$;

  -- Rows of a table as a JSON array; those with the same key (columns, as SQL names them) are replaced.
  CREATE FUNCTION eagre.take_rows_1(version bigint, into_table text, key text, rows text)
    RETURNS void LANGUAGE plpgsql
  AS $body$
  DECLARE
    changes text;
  BEGIN
    PERFORM eagre.require_map_1(version);
    SELECT string_agg(format('%1$I = excluded.%1$I', attname), ', ') INTO changes
    FROM pg_attribute
    WHERE attrelid = format('eagre.%I', into_table)::regclass AND attnum > 0 AND NOT attisdropped;
    EXECUTE format('INSERT INTO eagre.%1$I
      SELECT * FROM json_populate_recordset(NULL::eagre.%1$I, $1::json)
      ON CONFLICT (%2$s) DO UPDATE SET %3$s', into_table, key, changes) USING rows;
  END $body$;

  -- Of the rows that fulfil a condition, after one key and up to another (null: from the first, to the
  -- last), keeps those with these keys alone. Keys are rows as JSON.
  CREATE FUNCTION eagre.keep_rows_1(
    version bigint, of_table text, key text, condition text, after text, up_to text, keys text
  ) RETURNS void LANGUAGE plpgsql
  AS $body$
  BEGIN
    PERFORM eagre.require_map_1(version);
    EXECUTE format('DELETE FROM eagre.%1$I t WHERE %3$s
      AND ($1 IS NULL
        OR (%2$s) > (SELECT %2$s FROM json_populate_record(NULL::eagre.%1$I, $1::json)))
      AND ($2 IS NULL
        OR (%2$s) <= (SELECT %2$s FROM json_populate_record(NULL::eagre.%1$I, $2::json)))
      AND (%2$s) NOT IN (SELECT %2$s FROM json_populate_recordset(NULL::eagre.%1$I, $3::json))',
      of_table, key, condition) USING after, up_to, keys;
  END $body$;

  -- Removes so many rows that fulfil a condition. Returns whether there may be more.
  CREATE FUNCTION eagre.drop_rows_1(version bigint, of_table text, condition text, slice bigint)
    RETURNS boolean LANGUAGE plpgsql
    SET enable_seqscan TO off
  AS $body$
  DECLARE
    dropped bigint;
  BEGIN
    PERFORM eagre.require_map_1(version);
    EXECUTE format('DELETE FROM eagre.%1$I WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM eagre.%1$I t WHERE %2$s LIMIT %3$s))', of_table, condition, slice);
    GET DIAGNOSTICS dropped = ROW_COUNT;
    RETURN dropped = slice;
  END $body$;

  -- Removes queues of a bucket with their entries, about so many rows. Returns whether there are more.
  CREATE FUNCTION eagre.drop_queues_1(version bigint, bucket bigint, slice bigint)
    RETURNS boolean LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
    SET enable_seqscan TO off SET plan_cache_mode TO force_generic_plan SET jit TO off
  AS $body$
  DECLARE
    item record;
    new_low bigint;
  BEGIN
    PERFORM require_map_1(version);
    FOR item IN SELECT queue_no, low, head FROM queue
      WHERE queue_no >= bucket << 40 AND queue_no < (bucket + 1) << 40 ORDER BY queue_no
    LOOP
      IF slice <= 0 THEN RETURN true; END IF;
      new_low := least(item.low + slice, item.head);
      IF new_low < item.head THEN
        DELETE FROM entry WHERE queue_no = item.queue_no AND sync_id <= new_low;
        UPDATE queue SET low = new_low WHERE queue_no = item.queue_no;
        RETURN true;
      ELSE
        -- Entries beyond the head, too: a copy that was broken off has some.
        DELETE FROM entry WHERE queue_no = item.queue_no;
        DELETE FROM personal WHERE queue_no = item.queue_no;
        DELETE FROM queue WHERE queue_no = item.queue_no;
      END IF;
      slice := slice - (new_low - item.low) - 1;
    END LOOP;
    RETURN false;
  END $body$;

  -- Makes the queues of a bucket, which came from another server, this server's own: removes entries
  -- that were trimmed there meanwhile, keeps the epochs as they were seen there, and numbers new queues
  -- beyond them.
  CREATE FUNCTION eagre.settle_bucket_1(version bigint, bucket bigint, floor bigint)
    RETURNS void LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp SET enable_seqscan TO off
  AS $body$
  DECLARE
    low_no bigint := bucket << 40;
    high_no bigint := (bucket + 1) << 40;
    highest bigint;
    next_number bigint;
  BEGIN
    PERFORM require_map_1(version);
    DELETE FROM entry e USING queue q WHERE q.queue_no >= low_no AND q.queue_no < high_no
      AND q.low > 0 AND e.queue_no = q.queue_no AND e.sync_id <= q.low;
    DELETE FROM personal p USING queue q WHERE q.queue_no >= low_no AND q.queue_no < high_no
      AND q.low > 0 AND p.queue_no = q.queue_no AND p.sync_id <= q.low;
    UPDATE queue SET epoch = floor
    WHERE queue_no >= low_no AND queue_no < high_no AND epoch < floor;
    UPDATE meta SET value = greatest(value, (
      SELECT max(epoch) FROM queue WHERE queue_no >= low_no AND queue_no < high_no))
    WHERE name = 'epoch_taken_over';
    SELECT max(queue_no) - low_no INTO highest FROM queue
    WHERE queue_no >= low_no AND queue_no < high_no;
    SELECT last_value INTO next_number FROM queue_number;
    IF highest >= next_number THEN
      -- Nobody takes a number between the two, as the first locks the sequence.
      ALTER SEQUENCE queue_number INCREMENT BY 1;
      SELECT last_value INTO next_number FROM queue_number;
      PERFORM setval('queue_number', greatest(highest, next_number));
    END IF;
  END $body$;
`;
