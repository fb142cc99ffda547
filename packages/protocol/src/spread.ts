/**
 * The moment of one device within the window of a spread command (mission M13): milliseconds after
 * the command's `at`, 0 to `windowMs` (exclusive). Device, server and business backend compute the
 * same. FNV-1a over the characters' codes, then the finalizer of MurmurHash3, so that names that
 * differ in the last letter only are still spread evenly.
 */
export function spreadDelayMs(
  command: { room: string; epoch: number; syncId: number },
  device: { user: string; device: string },
  windowMs: number,
): number {
  const text = `${command.room} ${command.epoch} ${command.syncId} ${device.user}/${device.device}`;
  return Math.floor((hash32(text) / 2 ** 32) * windowMs);
}

function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** What a device shows the backend with its follow-up request of a spread command. */
export interface SpreadToken {
  room: string;
  epoch: number;
  syncId: number;
  user: string;
  device: string;
  /** From the answer to `room.enter`; proves user, device and room. */
  ticket: string;
}

/** The token as one string: none of its parts holds a space. */
export function encodeSpreadToken(token: SpreadToken): string {
  const { room, epoch, syncId, user, device, ticket } = token;
  return [room, epoch, syncId, user, device, ticket].join(' ');
}

/** Undefined when it is no token. */
export function decodeSpreadToken(text: string): SpreadToken | undefined {
  const parts = text.split(' ');
  const [room = '', epoch = '', syncId = '', user = '', device = '', ticket = ''] = parts;
  if (parts.length !== 6 || parts.includes('')) return undefined;
  if (![epoch, syncId].every(isCount)) return undefined;
  return { room, epoch: Number(epoch), syncId: Number(syncId), user, device, ticket };
}

/** Written as a whole number is: `Number` alone would take `0x10`, `1e3` and `01` as well. */
function isCount(text: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text));
}
