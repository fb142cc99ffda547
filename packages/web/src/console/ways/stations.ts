import type { WayStation } from '@eagre/server/console';

type Name = WayStation['station'];

/** The server's names, all of them: the compiler misses one that is forgotten here. */
const passed: Record<Name, true> = {
  received: true,
  admitted: true,
  committed: true,
  published: true,
  heard: true,
  flushed: true,
  first: true,
  last: true,
  dropped: true,
};

/** In the order in which a message passes them. */
export const stationNames = Object.keys(passed) as readonly Name[];

/** Why a message was left out; a reason that is new here goes by its own name. */
export const dropReasons = [
  'sender_cap',
  'receiver_cap',
  'buffer_full',
  'closed',
  'unpublished',
] as const;
