/** The first signal asks for a stop with care, the second for one at once. */
export interface StopSignals {
  first: Promise<string>;
  second: Promise<string>;
}

export type ListenToSignal = (signal: 'SIGINT' | 'SIGTERM', heard: () => void) => void;

export function stopSignals(listen: ListenToSignal): StopSignals {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  let heard = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    listen(signal, () => {
      heard += 1;
      (heard === 1 ? first : second).resolve(signal);
    });
  }
  return { first: first.promise, second: second.promise };
}
