export type FrameKind = 'answer' | 'entries' | 'head' | 'room' | 'room.state' | 'notice' | 'other';

/** `{"id":…` and `{"push":"…`: what a frame is, by the letters at these places. */
const idAt = 2;
const letterI = 0x69;
const kindAt = 9;
const letterE = 0x65;
const letterH = 0x68;
const letterN = 0x6e;
const letterR = 0x72;
/** `read` begins like `room`, and `room.state` goes on after it. */
const secondAt = 10;
const letterO = 0x6f;
const afterRoomAt = 13;
const dot = 0x2e;

/** Told by a few bytes: parsing each frame for it would cost more than all else. */
export function frameKind(bytes: Uint8Array, start: number): FrameKind {
  if (bytes[start + idAt] === letterI) return 'answer';
  const letter = bytes[start + kindAt];
  if (letter === letterE) return 'entries';
  if (letter === letterH) return 'head';
  if (letter === letterN) return 'notice';
  if (letter !== letterR || bytes[start + secondAt] !== letterO) return 'other';
  return bytes[start + afterRoomAt] === dot ? 'room.state' : 'room';
}
