import { useClient } from '@eagre/client/react';
import { useEffect, useState } from 'react';
import { useShow } from '../show/show-context.tsx';
import { type Figures, Meter, noFigures } from './meter.ts';
import { useShop } from './shop-context.ts';

/** Figures change this often: slower than the eye can follow numbers. ms. */
const everyMs = 1000;

/** What arrives in this page, a second. */
export function useMeter(): Figures {
  const { line } = useShop();
  const client = useClient();
  const {
    view: { room },
  } = useShow();
  const [figures, setFigures] = useState<Figures>(noFigures);
  useEffect(() => {
    const meter = new Meter(line, performance.now());
    const heard = () => meter.message();
    const stops = [
      client.on('message', heard),
      client.on('personal', heard),
      ...(room ? [room.on('chat', heard), room.on('message', heard)] : []),
    ];
    const timer = setInterval(() => setFigures(meter.read(performance.now())), everyMs);
    return () => {
      for (const stop of stops) stop();
      clearInterval(timer);
    };
  }, [line, client, room]);
  return figures;
}
