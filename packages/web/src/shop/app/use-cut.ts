import { useEffect, useState } from 'react';
import { useShow } from '../show/show-context.tsx';
import { CutRecord, type CutResult } from './cut.ts';
import { useShop } from './shop-context.ts';
import { useLatest, useLogPlace } from './use-log-place.ts';

/** Long enough to see that it is off, shorter than a room lets a device be away unnoticed. */
export const cutSeconds = 5;
/** What was missed may take more than one answer; after so long it is there. ms. */
const settleMs = 500;

export type Cut =
  | { readonly state: 'none' | 'returning' }
  | { readonly state: 'cut'; readonly left: number }
  | { readonly state: 'done'; readonly result: CutResult };

/** Pulls the plug of this page for some seconds, and tells what came of it. */
export function useCut(): readonly [Cut, () => void] {
  const { line } = useShop();
  const {
    view: { room },
  } = useShow();
  const [cut, setCut] = useState<Cut>({ state: 'none' });
  const place = useLatest(useLogPlace());
  const isCut = cut.state === 'cut';
  const left = isCut ? cut.left : 0;
  useEffect(() => {
    if (!isCut) return;
    const timer = setTimeout(() => {
      if (left > 1) return setCut({ state: 'cut', left: left - 1 });
      line.mend();
      setCut({ state: 'returning' });
    }, 1000);
    return () => clearTimeout(timer);
  }, [isCut, left, line]);
  // A page that is taken apart meanwhile leaves no line cut.
  useEffect(() => () => line.mend(), [line]);
  const isReturning = cut.state === 'returning';
  useEffect(() => {
    if (!isReturning || room === undefined) return;
    const record = new CutRecord(place.current, performance.now());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      room.on('message', (entry) => record.entry(entry)),
      room.on('attributes', (entry) => record.entry(entry)),
      room.on('gap', () => record.gap()),
      room.on('state', ({ state }) => {
        if (state !== 'returned' || timer !== undefined) return;
        const { tookMs } = record.result(performance.now());
        timer = setTimeout(() => {
          setCut({ state: 'done', result: { ...record.result(0), tookMs } });
        }, settleMs);
      }),
    ];
    // The way in which a browser tells that the network is back: the next try does not wait.
    dispatchEvent(new Event('online'));
    return () => {
      for (const stop of stops) stop();
      clearTimeout(timer);
    };
  }, [isReturning, room, place]);
  const pull = () => {
    line.cut();
    setCut({ state: 'cut', left: cutSeconds });
  };
  return [cut, pull];
}
