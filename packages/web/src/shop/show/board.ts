import type { RoomActivateEvent, RoomMessageEvent } from '@eagre/client';
import type { RoomLine, RoomView } from '@eagre/client/react';

/** The newest of what the host put before everybody, from the room's log. */
export interface Board {
  readonly card: RoomMessageEvent | undefined;
  readonly notice: RoomMessageEvent | undefined;
  /** Ids of items that had a card, newest first. */
  readonly shown: readonly string[];
  /** What of the view is on the board already. */
  readonly upTo: { readonly epoch: number; readonly syncId: number };
  readonly activated: RoomActivateEvent | undefined;
}

export const emptyBoard: Board = {
  card: undefined,
  notice: undefined,
  shown: [],
  upTo: { epoch: 0, syncId: 0 },
  activated: undefined,
};

/** Items of a show that are remembered as shown: more than the shop has. */
const mostShown = 50;

/**
 * The board after what the view has now; the same one if nothing is new. Lines come in the order of the
 * log, and those that a crowd has pushed out since are on the board already.
 */
export function boardAfter(
  board: Board,
  { lines, activated }: Pick<RoomView, 'lines' | 'activated'>,
): Board {
  const news = lines.filter((line) => isMessage(line) && isAfter(line, board.upTo));
  const withLines = (news as RoomMessageEvent[]).reduce(afterMessage, board);
  if (activated === undefined || activated === withLines.activated) return withLines;
  return { ...put(withLines, activated.message), activated };
}

/** Server time (ms since 1970) from which a message was to be seen. */
export function openedAt({ at, activateAt }: RoomMessageEvent): number {
  return Math.max(at, activateAt ?? 0);
}

function isMessage(line: RoomLine): line is Extract<RoomLine, { type: 'message' }> {
  return line.type === 'message';
}

function isAfter(line: RoomLine, { epoch, syncId }: Board['upTo']): boolean {
  if (!isMessage(line)) return false;
  return line.epoch > epoch || (line.epoch === epoch && line.syncId > syncId);
}

/** What waits for its instant is on nobody's board yet; it comes by its activation. */
function afterMessage(board: Board, message: RoomMessageEvent): Board {
  const { activateAt, spreadMs, epoch, syncId } = message;
  const waits = activateAt !== undefined || spreadMs !== undefined;
  return { ...(waits ? board : put(board, message)), upTo: { epoch, syncId } };
}

function put(board: Board, message: RoomMessageEvent): Board {
  const { kind, body } = message;
  if (kind === 'notice') {
    return isNewer(message, board.notice) ? { ...board, notice: message } : board;
  }
  if (kind !== 'item') return board;
  const id = body['itemId'];
  const shown =
    typeof id === 'string'
      ? [id, ...board.shown.filter((one) => one !== id)].slice(0, mostShown)
      : board.shown;
  return isNewer(message, board.card) ? { ...board, card: message, shown } : { ...board, shown };
}

/** What was sent earlier and opens later is newer: places do not tell, moments do. */
function isNewer(message: RoomMessageEvent, than: RoomMessageEvent | undefined): boolean {
  return than === undefined || openedAt(message) >= openedAt(than);
}
