/** Keeping the idempotency keys of a batch, and turning their day. */
export const onceFunctions = `
  -- Of the commits of a batch that are committed. Arrays as in eagre.commit_1. A key that is too old
  -- to count is replaced; one that another node stored meanwhile ends the batch (EG003).
  CREATE FUNCTION eagre.put_onces_1(
    today bigint, statuses integer[], once_keys text[], once_ats bigint[], once_buckets integer[],
    commit_appends integer[], append_rows integer[], append_epochs bigint[],
    append_anchors bigint[], row_queues integer[], placed bigint[], epochs bigint[]
  ) RETURNS void LANGUAGE plpgsql AS $body$
  DECLARE
    stored integer;
  BEGIN
    WITH kept AS (
      SELECT i, coalesce(commit_appends[i - 1], 0) + 1 AS first
      FROM generate_series(1, cardinality(statuses)) AS i
      WHERE statuses[i] = 0 AND once_keys[i] IS NOT NULL
    ), places AS (
      SELECT i, first, first <= commit_appends[i] AS appends,
        coalesce(append_rows[first - 1], 0) + 1 AS low, append_rows[first] AS high
      FROM kept
    )
    INSERT INTO once AS o
    SELECT today % 3, once_keys[i], today, once_buckets[i], once_ats[i],
      CASE WHEN appends THEN append_epochs[first] END,
      CASE WHEN appends THEN append_anchors[first] END,
      CASE WHEN NOT appends THEN NULL
        WHEN low = high THEN ARRAY[placed[low], epochs[row_queues[low]]]
        ELSE placed[low:high] || ARRAY(
          SELECT epochs[row_queues[r]] FROM generate_series(low, high) AS r ORDER BY r) END
    FROM places ORDER BY once_keys[i]
    ON CONFLICT (key, slot) DO UPDATE SET day = excluded.day, bucket = excluded.bucket,
      at = excluded.at, stamp_epoch = excluded.stamp_epoch,
      stamp_sync_id = excluded.stamp_sync_id, placed = excluded.placed
    WHERE o.day < excluded.day - 1;
    GET DIAGNOSTICS stored = ROW_COUNT;
    IF stored <> (SELECT count(*) FROM generate_series(1, cardinality(statuses)) AS i
                  WHERE statuses[i] = 0 AND once_keys[i] IS NOT NULL) THEN
      RAISE EXCEPTION 'another node stored the same key' USING ERRCODE = 'EG003';
    END IF;
  END $body$;

  -- Batches hold the lock shared: none that writes keys of the old day runs beside one of the new.
  -- Never backwards. Returns the day that it is now.
  CREATE FUNCTION eagre.turn_day_1(day bigint) RETURNS bigint LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
  AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock(1751, 2);
    UPDATE meta SET value = day WHERE name = 'once_day' AND value < day;
    RETURN (SELECT value FROM meta WHERE name = 'once_day');
  END $body$;

  -- Empties the table of keys that no longer count and whose turn it will be tomorrow. Batches name
  -- it beside the others, so it is not waited for long where a backup reads it.
  CREATE FUNCTION eagre.empty_once_1() RETURNS void LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp SET lock_timeout TO '100ms'
  AS $body$
  DECLARE
    spare text := 'once_' || (SELECT (value + 1) % 3 FROM meta WHERE name = 'once_day');
    is_used boolean;
  BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', spare) INTO is_used;
    IF is_used THEN EXECUTE format('TRUNCATE %I', spare); END IF;
  END $body$;
`;
