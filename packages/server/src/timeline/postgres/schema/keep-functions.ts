/** What is done beside commits: trimming, a newer map of buckets, a new epoch. */
export const keepFunctions = `
  -- Removes one slice of the entries up to up_to, with the low mark in the same transaction.
  -- Returns whether there is more to remove.
  CREATE FUNCTION eagre.trim_1(key text, up_to bigint, slice bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
    SET enable_seqscan TO off SET plan_cache_mode TO force_generic_plan SET jit TO off
  AS $body$
  DECLARE
    number bigint;
    old_low bigint;
    old_head bigint;
    new_low bigint;
  BEGIN
    SELECT queue_no, low, head INTO number, old_low, old_head FROM queue WHERE name = key
    FOR NO KEY UPDATE;
    new_low := least(old_low + slice, up_to, old_head);
    IF number IS NULL OR new_low <= old_low THEN RETURN false; END IF;
    DELETE FROM entry WHERE queue_no = number AND sync_id > old_low AND sync_id <= new_low;
    DELETE FROM personal WHERE queue_no = number AND sync_id <= new_low;
    UPDATE queue SET low = new_low WHERE queue_no = number;
    IF new_low = old_head THEN DELETE FROM outbox WHERE queue_no = number; END IF;
    RETURN new_low < least(up_to, old_head);
  END $body$;

  -- The same for many queues, named in the order in which batches lock them. The transaction need not
  -- outlast a crash of the server.
  CREATE FUNCTION eagre.clear_1(keys text[], up_to bigint[], slice bigint) RETURNS boolean
    LANGUAGE plpgsql AS $body$
  DECLARE
    is_more boolean := false;
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    FOR i IN 1..cardinality(keys) LOOP
      is_more := eagre.trim_1(keys[i], up_to[i], slice) OR is_more;
    END LOOP;
    RETURN is_more;
  END $body$;

  -- From here on batches that were routed by a smaller version are refused; none is under way.
  CREATE FUNCTION eagre.raise_map_1(version bigint) RETURNS void LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
  AS $body$
  BEGIN
    PERFORM pg_advisory_xact_lock(1751, 1);
    UPDATE meta SET value = version WHERE name = 'map_version' AND value < version;
  END $body$;

  -- Gives all queues a new epoch, greater than any before, even when the clock was set back; entries
  -- stay where they are. Returns it.
  CREATE FUNCTION eagre.renew_epoch_1(now_seconds bigint) RETURNS bigint LANGUAGE plpgsql
    SET search_path TO eagre, pg_temp
  AS $body$
  DECLARE
    epoch bigint := greatest(now_seconds,
      (SELECT max(value) + 1 FROM meta
       WHERE name IN ('store_epoch', 'epoch_floor', 'epoch_taken_over')));
  BEGIN
    UPDATE meta SET value = epoch WHERE name IN ('store_epoch', 'epoch_floor');
    RETURN epoch;
  END $body$;
`;
