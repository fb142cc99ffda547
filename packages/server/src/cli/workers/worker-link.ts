import type { StopSignals } from '../stop-signals.ts';
import { type FromWorker, isToWorker } from './worker-messages.ts';
import { placeOf, type WorkerPlace } from './worker-place.ts';

/** A worker's way to its parent; `process` is one. */
export interface ParentChannel {
  send?(message: FromWorker): unknown;
  disconnect?(): void;
  on(event: 'message', heard: (message: unknown) => void): unknown;
  on(event: 'disconnect' | 'SIGTERM' | 'SIGINT' | 'SIGHUP', heard: () => void): unknown;
}

/** What a worker hears of its parent, and says to it. */
export interface WorkerLink {
  readonly signals: StopSignals;
  ready(): void;
  /** The process may end. */
  close(): void;
}

/** A process that is one of the workers of another. */
export interface Worker {
  place: WorkerPlace;
  link: WorkerLink;
}

/** Undefined in a process that is nobody's worker. */
export function workerOf(
  environment: Readonly<Record<string, string | undefined>>,
  channel: ParentChannel,
): Worker | undefined {
  const place = placeOf(environment, channel.send !== undefined);
  return place && { place, link: workerLink(channel) };
}

/**
 * The parent alone decides when a worker ends. A terminal's Ctrl+C and a service manager's SIGTERM
 * reach both, so of signals a SIGTERM asks for what the parent asks for too, never for more. When the
 * parent is gone, however it went, the worker ends at once.
 */
export function workerLink(channel: ParentChannel): WorkerLink {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  let isClosed = false;
  const end = (why: string) => {
    first.resolve(why);
    second.resolve(why);
  };
  channel.on('message', (message) => {
    if (!isToWorker(message)) return;
    if (message.type === 'stop') first.resolve('stop');
    else end('hurry');
  });
  channel.on('disconnect', () => {
    if (!isClosed) end('the parent is gone');
  });
  channel.on('SIGTERM', () => first.resolve('SIGTERM'));
  channel.on('SIGINT', () => {});
  channel.on('SIGHUP', () => {});
  return {
    signals: { first: first.promise, second: second.promise },
    ready: () => void channel.send?.({ type: 'ready' }),
    close() {
      isClosed = true;
      channel.disconnect?.();
    },
  };
}
