import { useClient } from '@eagre/client/react';
import { useEffect, useState } from 'react';
import { type CountdownFace, countdownFace } from './countdown-face.ts';

/** A clock that was set right is noticed after so long at the latest. ms. */
const longestStepMs = 500;

/** What to show of an instant of the server's clock (ms since 1970); undefined: it has come, or none. */
export function useCountdown(atMs: number | undefined): CountdownFace | undefined {
  const { clock } = useClient();
  const [face, setFace] = useState<CountdownFace>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const next = atMs === undefined ? undefined : countdownFace(atMs, clock.now());
      setFace((before) => (before?.seconds === next?.seconds ? before : next));
      if (next) timer = setTimeout(look, Math.min(next.nextMs, longestStepMs));
    };
    look();
    return () => clearTimeout(timer);
  }, [clock, atMs]);
  return face;
}
