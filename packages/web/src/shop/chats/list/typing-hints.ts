import { useClient } from '@eagre/client/react';
import { type Clock, realClock, type Timer } from '@eagre/protocol/clock';
import { useEffect, useState } from 'react';

/** Told again every three seconds while somebody writes: two of them missed mean that it stopped. */
const hintMs = 6000;
/** Conversations with a hint at once: more than a list shows. */
const mostHints = 50;

type Hints = ReadonlyMap<string, string>;

/** Who of the others is writing, by conversation. */
export function useTypingHints(me: string): Hints {
  const client = useClient();
  const [hints, setHints] = useState<Hints>(none);
  useEffect(() => {
    const typing = new TypingHints(realClock, setHints);
    const stops = [
      client.on('typing', ({ conversation, user }) => {
        if (user !== me) typing.add(conversation, user);
      }),
      client.on('message', ({ conversation }) => typing.end(conversation)),
    ];
    return () => {
      for (const stop of stops) stop();
      typing.close();
    };
  }, [client, me]);
  return hints;
}

const none: Hints = new Map();

export class TypingHints {
  readonly #clock: Clock;
  readonly #changed: (hints: Hints) => void;
  readonly #hints = new Map<string, { user: string; timer: Timer }>();

  constructor(clock: Clock, changed: (hints: Hints) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  add(conversation: string, user: string): void {
    const known = this.#hints.get(conversation);
    if (known === undefined && this.#hints.size >= mostHints) return;
    known?.timer.cancel();
    const timer = this.#clock.setTimer(hintMs, () => this.end(conversation));
    this.#hints.set(conversation, { user, timer });
    if (known?.user !== user) this.#tell();
  }

  end(conversation: string): void {
    const known = this.#hints.get(conversation);
    if (known === undefined) return;
    known.timer.cancel();
    this.#hints.delete(conversation);
    this.#tell();
  }

  close(): void {
    for (const { timer } of this.#hints.values()) timer.cancel();
    this.#hints.clear();
  }

  #tell(): void {
    this.#changed(new Map([...this.#hints].map(([id, { user }]) => [id, user])));
  }
}
