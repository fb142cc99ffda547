import { type RoomView, useRoom } from '@eagre/client/react';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { showName } from '../connect/dev-api.ts';
import { type Board, boardAfter, emptyBoard } from './board.ts';

interface ShowState {
  readonly view: RoomView;
  readonly board: Board;
}

const ShowContext = createContext<ShowState | undefined>(undefined);

/** Keeps the page in the show, whatever part of it is looked at. */
export function ShowProvider({ children }: { children: ReactNode }) {
  const view = useRoom(showName);
  const [board, setBoard] = useState(emptyBoard);
  const next = boardAfter(board, view);
  if (next !== board) setBoard(next);
  return <ShowContext value={{ view, board: next }}>{children}</ShowContext>;
}

export function useShow(): ShowState {
  const state = useContext(ShowContext);
  if (state === undefined) throw new Error('there is no <ShowProvider> above this');
  return state;
}
