import { EagreError } from '@eagre/client';
import { type RoomView, useClient } from '@eagre/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText } from './words.ts';

export interface Speech {
  /** Gives whether the server took it. */
  say(text: string): Promise<boolean>;
  /** Why the last one was refused, in words. */
  readonly refusal: string | undefined;
  /** Before then (server time, ms since 1970) the next one would be refused for its haste. */
  readonly pauseUntilMs: number | undefined;
}

export function useSpeech({ send, rules, role }: RoomView): Speech {
  const { t } = useTranslation();
  const { clock } = useClient();
  const [refusal, setRefusal] = useState<string>();
  const [pauseUntilMs, setPause] = useState<number>();
  const isSlow = role !== 'host' && role !== 'staff' && (rules.slowMs ?? 0) > 0;
  const say = async (text: string) => {
    try {
      await send(text);
      setRefusal(undefined);
      if (isSlow) setPause(clock.now() + (rules.slowMs ?? 0));
      return true;
    } catch (error) {
      setRefusal(refusalText(error, t));
      const { code, retryAfterMs } = error as EagreError;
      const isHaste =
        error instanceof EagreError && (code === 'slow_mode' || code === 'rate_limited');
      if (isHaste) setPause(clock.now() + (retryAfterMs ?? 1000));
      return false;
    }
  };
  return { say, refusal, pauseUntilMs };
}
