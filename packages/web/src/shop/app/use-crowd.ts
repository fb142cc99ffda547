import { useCallback, useEffect, useState } from 'react';
import {
  bringCrowd,
  type CrowdState,
  crowdState,
  DevApiError,
  sendCrowdHome,
} from '../connect/dev-api.ts';

/** Another page may bring or send away the crowd; while it comes in, its size is watched. ms. */
const quietEveryMs = 5000;
const busyEveryMs = 1500;

export interface CrowdView {
  /** Undefined until the server has answered. */
  readonly state: CrowdState | undefined;
  /** Why there can be none here, in the server's words. */
  readonly unable: string | undefined;
  readonly isBusy: boolean;
  bring(devices: number, minutes: number): void;
  sendHome(): void;
}

export function useCrowd(): CrowdView {
  const [state, setState] = useState<CrowdState>();
  const [unable, setUnable] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const look = useCallback(async () => {
    try {
      setState(await crowdState());
      setUnable(undefined);
    } catch (error) {
      setUnable(wordsOf(error));
    }
  }, []);
  const everyMs = state?.running ? busyEveryMs : quietEveryMs;
  useEffect(() => {
    void look();
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, everyMs);
    return () => clearInterval(timer);
  }, [look, everyMs]);
  const act = async (order: Promise<void>) => {
    setBusy(true);
    try {
      await order;
      await look();
    } catch (error) {
      setUnable(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    state,
    unable,
    isBusy,
    bring: (devices, minutes) => void act(bringCrowd(devices, minutes)),
    sendHome: () => void act(sendCrowdHome()),
  };
}

/** A server that is away says so by the connection; what it answers is worth telling. */
function wordsOf(error: unknown): string | undefined {
  return error instanceof DevApiError ? error.message : undefined;
}
