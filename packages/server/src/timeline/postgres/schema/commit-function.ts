/**
 * Applies a batch in one call, so that no lock waits for a node's turn. Locks are taken in the order
 * slots, new queues, queues, idempotency keys, each in the order that the node sorted them into,
 * which is the same at all nodes: batches of several nodes wait for each other, but never in a ring.
 *
 * Each array is counted from 1; one of nulls may come as an empty one, but for `append_anchors` and
 * `append_epochs`, into which the stamps are written that are put in front here. `commit_guards` and
 * `commit_appends` give the last guard and append of each commit, `append_rows` the last row of each
 * append; `row_queues`, `guard_queues` and `append_stamps` are places in `names`. More is told by
 * `batch-encoder.ts` and `batch-answer.ts`.
 *
 * Tables grow while plans are kept. So each look-up is a subquery that can only be done through the
 * index, and rows that are locked are changed by their place, whatever the planner thinks of sizes.
 * A query that a loop goes through takes arrays by `unnest`: there they are copied into a form in
 * which the n-th text is found by going past those before it.
 *
 * All is decided in memory, commit by commit, as the reference store does it, and written by one
 * statement for each table. Only `writes`, which are rare, are applied where they come.
 *
 * Errors: EG001: a commit that no store may accept. EG002: a queue that the node took for existing
 * does not. EG003: another node stored one of the keys meanwhile.
 */
export const commitFunction = `
  CREATE FUNCTION eagre.commit_1(
    map_version bigint, slots integer[], made_names text[], made_buckets integer[],
    names text[], outboxes integer[],
    once_keys text[], once_ats bigint[], once_buckets integer[], once_previous integer[],
    commit_guards integer[], guard_queues integer[], guard_documents text[],
    guard_versions bigint[],
    commit_appends integer[], append_rows integer[], append_entries text[],
    append_stamps integer[], append_prefixes text[], append_personals text[],
    append_anchors bigint[], append_epochs bigint[], row_queues integer[],
    row_appends integer[], writes text[]
  ) RETURNS text LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
    SET enable_seqscan TO off SET enable_hashjoin TO off SET enable_mergejoin TO off
    SET jit TO off SET plan_cache_mode TO force_generic_plan
  AS $body$
  DECLARE
    known record;
    item record;
    change jsonb;
    commits integer := cardinality(commit_appends);
    row_count integer := cardinality(row_queues);
    numbers bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(names)]);
    heads bigint[] := numbers;
    versions bigint[] := numbers;
    tids tid[] := array_fill(NULL::tid, ARRAY[cardinality(names)]);
    changed boolean[] := array_fill(false, ARRAY[cardinality(names)]);
    epochs bigint[];
    statuses integer[] := array_fill(0, ARRAY[commits]);
    placed bigint[] := array_fill(NULL::bigint, ARRAY[row_count]);
    duplicates text[] := '{}';
    guard integer := 1;
    append integer := 1;
    next_row integer := 1;
    written integer := 0;
    place integer;
    found_version bigint;
    stored integer;
  BEGIN
    -- 1751: what belongs to this schema, among all that is locked by number in the database.
    IF map_version IS NOT NULL THEN PERFORM pg_advisory_xact_lock_shared(1751, 1); END IF;
    PERFORM pg_advisory_xact_lock_shared(1751, 2);
    IF current_setting('synchronous_commit') = 'off' THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    PERFORM pg_advisory_xact_lock(1752, slot) FROM unnest(slots) AS slot;

    SELECT max(value) FILTER (WHERE name = 'store_epoch') AS epoch,
           max(value) FILTER (WHERE name = 'epoch_floor') AS floor,
           max(value) FILTER (WHERE name = 'once_day') AS day,
           max(value) FILTER (WHERE name = 'map_version') AS map
      INTO known FROM meta;
    -- A node that takes this server for the only one sends none. By the first map it still is right, so
    -- that nodes learn of a second server one after the other; beyond, it is refused.
    IF known.map <> coalesce(map_version, least(known.map, 1)) THEN
      RETURN '{"mapVersion":' || known.map || '}';
    END IF;

    IF cardinality(made_names) > 0 THEN
      INSERT INTO queue (name, queue_no, epoch)
      SELECT made_names[i], made_buckets[i]::bigint << 40 | nextval('queue_number'), known.epoch
      FROM generate_series(1, cardinality(made_names)) AS i
      WHERE NOT EXISTS (SELECT FROM queue q WHERE q.name = made_names[i] OFFSET 0)
      ORDER BY i
      ON CONFLICT (name) DO NOTHING;
    END IF;
    epochs := array_fill(greatest(known.epoch, known.floor), ARRAY[cardinality(names)]);
    FOR item IN
      SELECT n.i, q.* FROM unnest(names) WITH ORDINALITY AS n (name, i), LATERAL (
        SELECT ctid, queue_no, epoch, head, version FROM queue WHERE name = n.name
        LIMIT 1 FOR NO KEY UPDATE) AS q
    LOOP
      tids[item.i] := item.ctid;
      numbers[item.i] := item.queue_no;
      heads[item.i] := item.head;
      versions[item.i] := item.version;
      epochs[item.i] := greatest(item.epoch, known.floor);
    END LOOP;

    IF cardinality(once_keys) > 0 THEN
      FOR item IN
        SELECT n.i, o.* FROM unnest(once_keys) WITH ORDINALITY AS n (key, i), LATERAL (
          SELECT k.* FROM once k
          WHERE k.slot = known.day % 3 AND k.key = n.key AND k.day >= known.day - 1
          UNION ALL
          SELECT k.* FROM once k
          WHERE k.slot = (known.day - 1) % 3 AND k.key = n.key AND k.day >= known.day - 1
          LIMIT 1) AS o
      LOOP
        statuses[item.i] := -1;
        duplicates := duplicates || json_build_array(
          item.i, item.at, item.stamp_epoch, item.stamp_sync_id, item.placed)::text;
      END LOOP;
    END IF;

    FOR number IN 1..commits LOOP
      IF once_previous[number] IS NOT NULL AND statuses[number] = 0 THEN
        place := once_previous[number];
        WHILE statuses[place] > 0 LOOP place := once_previous[place]; END LOOP;
        IF place IS NOT NULL THEN statuses[number] := -1; END IF;
      END IF;
      WHILE guard <= commit_guards[number] LOOP
        IF statuses[number] = 0 THEN
          IF guard_queues[guard] IS NOT NULL THEN
            found_version := versions[guard_queues[guard]];
          ELSE
            SELECT version INTO found_version FROM document WHERE key = guard_documents[guard];
          END IF;
          IF coalesce(found_version, 0) <> guard_versions[guard] THEN
            statuses[number] := guard;
          END IF;
        END IF;
        guard := guard + 1;
      END LOOP;
      IF statuses[number] <> 0 THEN
        append := commit_appends[number] + 1;
        next_row := coalesce(append_rows[append - 1], 0) + 1;
        CONTINUE;
      END IF;

      WHILE append <= commit_appends[number] LOOP
        place := append_stamps[append];
        IF place IS NOT NULL THEN
          append_anchors[append] := coalesce(heads[place], 0);
          append_epochs[append] := epochs[place];
          append_entries[append] := append_prefixes[append] || append_epochs[append] || ',"syncId":'
            || append_anchors[append] || append_entries[append];
        END IF;
        WHILE next_row <= append_rows[append] LOOP
          place := row_queues[next_row];
          heads[place] := heads[place] + 1;
          placed[next_row] := heads[place];
          changed[place] := true;
          IF heads[place] IS NULL THEN
            RAISE EXCEPTION 'there is no queue %', names[place] USING ERRCODE = 'EG002';
          END IF;
          next_row := next_row + 1;
        END LOOP;
        append := append + 1;
      END LOOP;

      IF writes[number] IS NOT NULL THEN
        FOR change IN SELECT value FROM jsonb_array_elements(writes[number]::jsonb) LOOP
          place := (change ->> 'place')::integer;
          IF change ->> 'write' = 'redact' THEN
            PERFORM insert_entries_1(numbers, row_queues, placed, row_appends, append_entries,
              written + 1, next_row - 1);
            written := next_row - 1;
            -- Whoever copies the queue sees by its row whether something in it has changed.
            changed[place] := numbers[place] IS NOT NULL;
          END IF;
          IF change ->> 'write' = 'conversation' THEN
            versions[place] := (change ->> 'version')::bigint;
            changed[place] := true;
          END IF;
          PERFORM write_1(change, numbers[place], heads[place]);
        END LOOP;
      END IF;
    END LOOP;

    PERFORM insert_entries_1(numbers, row_queues, placed, row_appends, append_entries,
      written + 1, row_count);
    UPDATE queue q SET head = heads[i], version = versions[i]
    FROM generate_series(1, cardinality(names)) AS i
    WHERE q.ctid = tids[i] AND changed[i];
    GET DIAGNOSTICS stored = ROW_COUNT;
    IF stored <> cardinality(array_positions(changed, true)) THEN
      RAISE EXCEPTION 'rows of queues that were locked are gone';
    END IF;

    IF cardinality(append_personals) > 0 THEN
      INSERT INTO personal
      SELECT numbers[row_queues[i]], append_personals[row_appends[i]],
        append_anchors[row_appends[i]], placed[i]
      FROM generate_series(1, row_count) AS i
      WHERE placed[i] IS NOT NULL AND append_personals[row_appends[i]] IS NOT NULL;
    END IF;
    INSERT INTO outbox SELECT numbers[o.place] FROM unnest(outboxes) AS o (place)
    WHERE numbers[o.place] IS NOT NULL ON CONFLICT DO NOTHING;

    IF cardinality(once_keys) > 0 THEN
      PERFORM put_onces_1(known.day, statuses, once_keys, once_ats, once_buckets, commit_appends,
        append_rows, append_epochs, append_anchors, row_queues, placed, epochs);
    END IF;

    RETURN '{"statuses":[' || array_to_string(statuses, ',')
      || '],"placed":[' || array_to_string(placed, ',', 'null')
      || '],"epochs":[' || array_to_string(epochs, ',')
      || '],"anchors":[' || array_to_string(append_anchors, ',', 'null')
      || '],"duplicates":[' || array_to_string(duplicates, ',') || ']}';
  END $body$;
`;
