import { createContext, useContext } from 'react';
import type { Answer } from '../api/use-answer.ts';
import type { RoomAnswer } from './room-answers.ts';

export interface RoomInView {
  readonly app: string;
  /** `room:show1`. */
  readonly room: string;
  /** Below `/console/api/`: the room in the HTTP API. */
  readonly path: string;
  readonly answer: Answer<RoomAnswer>;
  /** As it was last told. */
  readonly state: RoomAnswer;
}

export const RoomContext = createContext<RoomInView | undefined>(undefined);

export function useRoomInView(): RoomInView {
  const room = useContext(RoomContext);
  if (room === undefined) throw new Error('useRoomInView outside of a room page');
  return room;
}
