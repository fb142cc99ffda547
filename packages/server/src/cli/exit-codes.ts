/** What the process tells whoever started it. Documented in `eagre help`. */
export const exitCodes = {
  /** Done, or stopped as asked with everything committed. */
  ok: 0,
  /** Something failed while running: the store, the disk, a bug. */
  failed: 1,
  /** Wrong command, flag or setting; nothing was started. */
  usage: 2,
  /** Another process listens on the address. */
  addressInUse: 3,
} as const;
