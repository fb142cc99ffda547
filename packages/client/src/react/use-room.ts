import { useEffect, useMemo } from 'react';
import type { EagreClient } from '../client.ts';
import { EagreError, invalidArgument } from '../errors.ts';
import type { Room } from '../room.ts';
import { type ClientStores, knownStores, storesOf } from './client-stores.ts';
import { useClient } from './provider.tsx';
import { idleRoom } from './room-store.ts';
import { useShared } from './use-shared.ts';
import { viewLimits } from './view-limits.ts';
import type { RoomView } from './views.ts';

/**
 * A live room (`show1`, or `room:show1`): the device is in it while a component looks at it. With
 * another name it hops. `lines`: how many of the newest lines to give, 1 to 1,000.
 */
export function useRoom(name: string, options: { lines?: number | undefined } = {}): RoomView {
  const client = useClient();
  const key = name.replace(/^room:/, '');
  const limit = linesOf(options.lines);
  const state = useShared(client, roomsOf, key, idleRoom);
  const actions = useMemo(() => actionsOf(client, key), [client, key]);
  useEffect(() => storesOf(client).rooms.get(key)?.keepLines(limit), [client, key, limit]);
  return useMemo(() => {
    const lines = state.lines.length > limit ? state.lines.slice(-limit) : state.lines;
    return { ...state, lines, ...actions };
  }, [state, actions, limit]);
}

const roomsOf = (stores: ClientStores) => stores.rooms;

function actionsOf(
  client: EagreClient,
  key: string,
): Pick<RoomView, 'send' | 'sendReliable' | 'tap'> {
  const room = () => knownStores(client)?.rooms.get(key)?.room;
  const inRoom = async (): Promise<Room> => {
    const there = room();
    if (there !== undefined) return there;
    throw new EagreError('not_in_room', `${key} is not entered yet`);
  };
  return {
    send: async (content) => void (await (await inRoom()).send(content)),
    sendReliable: async (content, options) => (await inRoom()).sendReliable(content, options),
    tap: (counter, count) => room()?.tap(counter, count),
  };
}

function linesOf(lines: number = viewLimits.roomLines): number {
  const most = viewLimits.mostRoomLines;
  if (Number.isInteger(lines) && lines >= 1 && lines <= most) return lines;
  throw invalidArgument('lines', `must be a whole number from 1 to ${most}`);
}
