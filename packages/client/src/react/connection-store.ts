import type { EagreClient } from '../client.ts';
import { LiveStore } from './live-store.ts';
import type { ConnectionView } from './views.ts';

/** How the client is connected: shown at once, since so much hangs on it. */
export class ConnectionStore extends LiveStore<ConnectionView> {
  #view: ConnectionView;

  constructor(client: EagreClient) {
    const view = connectionOf(client);
    super(view, (run) => run());
    this.#view = view;
    client.on('state', ({ state, error }) => {
      // Why the last one was lost is of interest until there is one again.
      const why = state === 'online' ? undefined : (error ?? this.#view.error);
      this.#view = { state, online: state === 'online', error: why };
      this.changed();
    });
  }

  protected state(): ConnectionView {
    return this.#view;
  }
}

/** As it is now; the same object for the same state. */
export function connectionOf({ state }: EagreClient): ConnectionView {
  return views[state];
}

const idle: ConnectionView = { state: 'idle', online: false, error: undefined };
const views: Record<ConnectionView['state'], ConnectionView> = {
  idle,
  connecting: { ...idle, state: 'connecting' },
  authenticating: { ...idle, state: 'authenticating' },
  online: { ...idle, state: 'online', online: true },
  waiting: { ...idle, state: 'waiting' },
  stopped: { ...idle, state: 'stopped' },
};
