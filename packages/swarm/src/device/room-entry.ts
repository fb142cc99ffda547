import type { RoomEnterAnswer } from '@eagre/protocol';
import type { AnswerParts, Command, OnAnswer } from './requests.ts';
import type { RoomSeat } from './room-seat.ts';

/** A refused device asks again after this when the server names no time. ms. */
const retryMs = 100;

/** What entering a room needs of a device. */
export interface Entrant {
  call(command: Command, onAnswer: OnAnswer): void;
  seatIn(room: string): RoomSeat | undefined;
  nextGeneration(): number;
  /** Before the next frame of the same chunk is looked at: it may be the room's. */
  entered(answer: RoomEnterAnswer, left: string | undefined): void;
}

/** Asks for as long as the server has too much to do: it says when to. `leave`: another room, for a hop. */
export async function enterRoom(
  device: Entrant,
  room: string,
  leave?: string,
): Promise<AnswerParts> {
  for (;;) {
    const answer = await enterOnce(device, room, leave);
    const { error, fate } = answer;
    if (error === undefined || !error.temporary || fate !== undefined) return answer;
    await Bun.sleep(error.retryAfterMs ?? retryMs);
  }
}

function enterOnce(device: Entrant, room: string, leave: string | undefined): Promise<AnswerParts> {
  const log = device.seatIn(room)?.log;
  const command = {
    cmd: 'room.enter',
    room,
    gen: device.nextGeneration(),
    ...(leave === undefined ? {} : { leave }),
    ...(log === undefined ? {} : { position: { epoch: log.epoch, syncId: log.position } }),
  };
  return new Promise((resolve) => {
    device.call(command, (answer) => {
      if (answer.ok !== undefined) device.entered(answer.ok as RoomEnterAnswer, leave);
      resolve(answer);
    });
  });
}
