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
const noAnswer = { code: 'no_answer', message: '' } as const;

/** By the code of the server's refusal; `no_answer` where there was none. */
export interface CrowdFault {
  readonly code: string;
  /** The server's words, in English. */
  readonly message: string;
}

export interface CrowdView {
  /** Undefined until the server has answered. */
  readonly state: CrowdState | undefined;
  /** Why the last order was refused, or there can be no crowd here. */
  readonly fault: CrowdFault | undefined;
  readonly isBusy: boolean;
  bring(devices: number, minutes: number): void;
  sendHome(): void;
}

export function useCrowd(): CrowdView {
  const [state, setState] = useState<CrowdState>();
  const [fault, setFault] = useState<CrowdFault>();
  const [refusal, setRefusal] = useState<CrowdFault>();
  const [isBusy, setBusy] = useState(false);
  const look = useCallback(async () => {
    try {
      setState(await crowdState());
      setFault(undefined);
    } catch (error) {
      // A server that is away says so by the connection; what it answers is worth telling.
      setFault(error instanceof DevApiError ? error : undefined);
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
    setRefusal(undefined);
    try {
      await order;
      await look();
    } catch (error) {
      setRefusal(error instanceof DevApiError ? error : noAnswer);
    } finally {
      setBusy(false);
    }
  };
  return {
    state,
    fault: refusal ?? fault,
    isBusy,
    bring: (devices, minutes) => void act(bringCrowd(devices, minutes)),
    sendHome: () => void act(sendCrowdHome()),
  };
}
