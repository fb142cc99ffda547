import type { Scenario } from '../engine/scenario.ts';
import type { FromWorker, ToWorker, WorkerHandle } from './messages.ts';
import { Worker } from './worker.ts';

/** A part of the load in this very process: for tests, and whoever embeds the engine. */
export function localWorker(scenario: Scenario): WorkerHandle {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let onMessage: (message: FromWorker) => void = () => {};
  // What goes between processes is copied; so it is here, lest a difference hide.
  const worker = new Worker(
    (message) => queueMicrotask(() => onMessage(structuredClone(message))),
    () => scenario,
  );
  const end = () => {
    worker.close();
    resolve();
  };
  return {
    send(message: ToWorker) {
      if (message.type === 'close') end();
      else worker.take(structuredClone(message));
    },
    listen(onEach) {
      onMessage = onEach;
    },
    kill: end,
    gone,
  };
}
