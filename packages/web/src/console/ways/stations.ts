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
] as const;
