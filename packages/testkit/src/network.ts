import type { Clock, Random } from '@eagre/protocol';
import { type Endpoint, NetworkEndpoint } from './network-endpoint.ts';
import { type Faults, Link, type LinkCounts } from './network-link.ts';

export type { Endpoint } from './network-endpoint.ts';
export type { Faults, LinkCounts } from './network-link.ts';

/** A connection between a device and a server, and the means to disturb it. */
export interface Connection {
  readonly device: Endpoint;
  readonly server: Endpoint;
  /** What happened in each direction so far. */
  readonly counts: { readonly toServer: LinkCounts; readonly toDevice: LinkCounts };
  /** Changes the faults of one direction from now on; what is under way keeps its fate. */
  setFaults(direction: Direction, faults: Partial<Faults>): void;
  /**
   * Half-open: what is sent in this direction goes nowhere and nobody is told, closes included, as
   * when a phone leaves a cell. `heal` delivers nothing of what was swallowed.
   */
  stall(direction: Direction): void;
  heal(direction: Direction): void;
  /** Breaks the line at once: what is under way is lost, both sides see an abnormal close (1006). */
  cut(): void;
}

export type Direction = 'toServer' | 'toDevice';

export interface NetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** For both directions of every new connection; a perfect line of 0 ms unless told. */
  readonly faults?: Partial<Faults>;
}

const abnormalClose = 1006;

/**
 * Sockets without a network, under a handed-in clock and randomness: a simulation of many devices
 * and servers runs in one process, and its seed replays every loss and every cut.
 */
export class FakeNetwork {
  readonly #options: NetworkOptions;
  readonly #open = new Set<Connection>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** Connections of which at least one side is not closed; 0 at the end of a test that leaks none. */
  get openConnections(): number {
    return this.#open.size;
  }

  get connections(): readonly Connection[] {
    return [...this.#open];
  }

  connect(faults: Partial<Faults> = {}): Connection {
    const { clock, random } = this.#options;
    const given = { ...this.#options.faults, ...faults };
    const links = {
      toServer: new Link(clock, random, given),
      toDevice: new Link(clock, random, given),
    };
    const onClosed = () => {
      if (device.isClosed && server.isClosed) this.#open.delete(connection);
    };
    const device = new NetworkEndpoint(links.toServer, onClosed);
    const server = new NetworkEndpoint(links.toDevice, onClosed);
    links.toServer.receiver = server;
    links.toDevice.receiver = device;
    const connection: Connection = {
      device,
      server,
      counts: { toServer: links.toServer.counts, toDevice: links.toDevice.counts },
      setFaults: (direction, change) => links[direction].setFaults(change),
      stall: (direction) => links[direction].setStalled(true),
      heal: (direction) => links[direction].setStalled(false),
      cut() {
        links.toServer.loseAllUnderWay();
        links.toDevice.loseAllUnderWay();
        device.receiveClose(abnormalClose, 'cut');
        server.receiveClose(abnormalClose, 'cut');
      },
    };
    this.#open.add(connection);
    return connection;
  }

  cutAll(): void {
    for (const connection of this.#open) connection.cut();
  }
}
