import type { EagreError } from '@eagre/client';
import { isStaff, muteTexts, type RoomFacts } from './room-status.ts';

type Words = (error: EagreError, room: RoomFacts | undefined, nowMs: number) => string | undefined;

/** What codes mean to somebody in a room. Where nothing is said here, the server's own words are. */
const wordsOf: { readonly [Code in EagreError['code']]?: Words } = {
  forbidden: (_, room) =>
    room && isStaff(room) ? undefined : 'that is for the host and staff, and you are neither here',
  muted: (_, room, nowMs) => room && muteTexts(room, nowMs)[0],
  banned: () => 'you are banned from the room',
  slow_mode: (error) => `slow mode: the next message in ${seconds(error)}`,
  rate_limited: (error) => `too fast: try again in ${seconds(error)}`,
  word_refused: () => 'that has a word which may not be said here',
  room_full: () => 'the room is full',
  room_closed: () => 'the room is closed',
  not_in_room: () => 'you are not in the room any more; /hop ROOM goes to one',
  not_found: () => 'there is no such room',
  disconnected: () => 'the connection is lost; it comes back by itself',
  timeout: () => 'the server did not answer in time; whether it was done is not known',
  too_many_waiting: () => 'too much is waiting for the connection',
};

/** An error in words for the person in front of the screen. `nowMs`: the server's time. */
export function plainWords(error: EagreError, room: RoomFacts | undefined, nowMs: number): string {
  return wordsOf[error.code]?.(error, room, nowMs) ?? error.message;
}

function seconds({ retryAfterMs = 1000 }: EagreError): string {
  return `${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`;
}
