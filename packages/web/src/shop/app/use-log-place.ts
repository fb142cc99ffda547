import { useEffect, useRef, useState } from 'react';
import { useShow } from '../show/show-context.tsx';
import type { KnownPlace } from './cut.ts';

/** Up to where this device has the room's log. */
export function useLogPlace(): KnownPlace {
  const { view, board } = useShow();
  const { room, attributes } = view;
  const [heard, setHeard] = useState<KnownPlace>();
  useEffect(() => {
    if (room === undefined) return;
    const isAt = ({ epoch, syncId }: { epoch: number; syncId: number }) =>
      setHeard({ epoch, syncId, isExact: true });
    const stops = [room.on('message', isAt), room.on('attributes', isAt)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [room]);
  // Of what came with the entry, the newest message and the newest change of the state are known.
  const versions = Object.values(attributes).map(({ version }) => version);
  const told = { ...board.upTo, syncId: Math.max(board.upTo.syncId, ...versions), isExact: false };
  return heard === undefined || heard.syncId < told.syncId ? told : heard;
}

/** The newest value, for what happens later than the render. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
