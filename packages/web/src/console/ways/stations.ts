/** In the order in which a message passes them. */
export const stationNames = [
  'received',
  'admitted',
  'committed',
  'published',
  'heard',
  'flushed',
  'first',
  'last',
  'dropped',
] as const;

/** Why a message was left out; a reason that is new here goes by its own name. */
export const dropReasons = [
  'sender_cap',
  'receiver_cap',
  'buffer_full',
  'closed',
  'unpublished',
] as const;
