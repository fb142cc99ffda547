import type { EagreError, EagreStateEvent } from '@eagre/client';
import { AccessError, type GetToken } from './access.ts';
import type { View } from './view.ts';

export interface LinkPorts {
  view: Pick<View, 'link' | 'note' | 'alert'>;
  url: string;
  getToken: GetToken;
  /** Connected, for the first time or once more. */
  online(): void;
  leave(code: number): void;
}

/** Shows how the connection is, in words, and leaves when it will not come back. */
export class LinkKeeper {
  readonly #ports: LinkPorts;
  #wasOnline = false;
  #refused: AccessError | undefined;
  /** Why the last token could not be had: says more than the connection, which never began. */
  #trouble: string | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  async token(): Promise<string> {
    this.#trouble = undefined;
    try {
      return await this.#ports.getToken();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      if (error instanceof AccessError && error.final) this.refused(error);
      throw error;
    }
  }

  /** Access is refused for good. */
  refused(error: AccessError): void {
    this.#refused = error;
    this.#ports.view.alert(error.message);
    this.#ports.leave(1);
  }

  changed({ state, error }: EagreStateEvent): void {
    const { view } = this.#ports;
    if (this.#refused !== undefined) return;
    if (state === 'online') this.#online();
    else if (state === 'waiting') this.#waiting(error);
    else if (state === 'stopped' && error?.code !== 'closed') this.#stopped(error);
    else if (view.link.state !== 'waiting') view.link = { state: 'connecting' };
  }

  #online(): void {
    const { view, online } = this.#ports;
    if (view.link.state === 'waiting') view.note('* online again');
    this.#wasOnline = true;
    view.link = { state: 'online' };
    online();
  }

  #waiting(error: EagreError | undefined): void {
    const { view, url } = this.#ports;
    const isNew = view.link.state !== 'waiting';
    const reason = this.#trouble ?? error?.message ?? 'connection lost';
    view.link = { state: 'waiting', reason };
    if (!isNew) return;
    view.note(
      this.#wasOnline
        ? `* offline: ${reason}; reconnecting`
        : `* no server answers at ${url}: start one with \`npm start\` in another ` +
            'terminal; it is tried again until it answers',
    );
  }

  #stopped(error: EagreError | undefined): void {
    const reason = error?.message ?? 'stopped';
    this.#ports.view.link = { state: 'stopped', reason };
    this.#ports.view.alert(`* the server says stop: ${reason}`);
    this.#ports.leave(1);
  }
}
