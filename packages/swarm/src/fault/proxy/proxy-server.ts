import type { Random } from '@eagre/protocol';
import type { Socket, TCPSocketListener } from 'bun';
import { HeldBytes } from './held-bytes.ts';
import { Line, type Side } from './line.ts';
import type { PipeHost } from './pipe.ts';
import type { CutHow, ProxyFault } from './proxy-fault.ts';
import { Ticker } from './ticker.ts';

export interface ProxyTarget {
  host: string;
  port: number;
}

export interface ProxyStats {
  /** Connections now. */
  lines: number;
  accepted: number;
  refused: number;
  cut: number;
  /** Written to the server, and to devices. */
  bytesUp: number;
  bytesDown: number;
  /** Held back now. */
  heldBytes: number;
}

interface End {
  readonly side: Side;
  readonly line: Line;
}

const host = '127.0.0.1';
/** Between two steps of a cut that is spread over a time. ms. */
const cutStepMs = 20;

/** Passes connections on to the server, and does to them what networks do. */
export class ProxyServer {
  readonly #target: ProxyTarget;
  readonly #random: Random;
  readonly #pipes: PipeHost;
  readonly #lines = new Set<Line>();
  readonly #faults = new Set<ProxyFault>();
  readonly #listener: TCPSocketListener<End>;
  #refuses = false;
  #bytesOfGone = { up: 0, down: 0 };
  #counts = { accepted: 0, refused: 0, cut: 0 };

  /** Listens on a free port of the loopback address. */
  constructor(target: ProxyTarget, random: Random) {
    this.#target = target;
    this.#random = random;
    this.#pipes = { held: new HeldBytes(), ticker: new Ticker(), random };
    this.#listener = Bun.listen<End>({
      hostname: host,
      port: 0,
      allowHalfOpen: true,
      socket: { ...this.#handlers, open: (socket) => this.#accept(socket) },
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  get stats(): ProxyStats {
    let [bytesUp, bytesDown] = [this.#bytesOfGone.up, this.#bytesOfGone.down];
    for (const line of this.#lines) {
      bytesUp += line.bytesUp;
      bytesDown += line.bytesDown;
    }
    const heldBytes = this.#pipes.held.bytes;
    return { lines: this.#lines.size, ...this.#counts, bytesUp, bytesDown, heldBytes };
  }

  /** Puts a fault on its share of the connections, and of those to come; gives on how many it is. */
  put(fault: ProxyFault): number {
    this.#faults.add(fault);
    const chosen = this.#choose(fault.share);
    for (const line of chosen) line.put(fault);
    return chosen.length;
  }

  lift(fault: ProxyFault): void {
    this.#faults.delete(fault);
    for (const line of this.#lines) line.lift(fault);
  }

  /** New connections are reset at once. */
  refuse(on: boolean): void {
    this.#refuses = on;
  }

  /** Cuts a share of today's connections, evenly over a time. Gives how many it cut. */
  async cut(share: number, overMs: number, how: CutHow): Promise<number> {
    const chosen = this.#choose(share);
    const steps = Math.max(1, Math.min(chosen.length, Math.floor(overMs / cutStepMs)));
    let count = 0;
    for (let step = 1; step <= steps; step += 1) {
      for (const upTo = (chosen.length * step) / steps; count < upTo; count += 1) {
        chosen[count]?.cut(how);
      }
      if (step < steps) await Bun.sleep(overMs / steps);
    }
    this.#counts.cut += count;
    return count;
  }

  /** No fault is left; connections stay. */
  heal(): void {
    this.refuse(false);
    for (const fault of [...this.#faults]) this.lift(fault);
  }

  stop(): void {
    this.#listener.stop(true);
    for (const line of [...this.#lines]) line.cut('reset');
  }

  /** The share of all connections to the nearest whole one, drawn by chance. */
  #choose(share: number): Line[] {
    const all = [...this.#lines];
    const count = Math.round(all.length * share);
    for (let i = 0; i < count; i += 1) {
      const j = i + Math.floor(this.#random.next() * (all.length - i));
      [all[i], all[j]] = [all[j] as Line, all[i] as Line];
    }
    return all.slice(0, count);
  }

  #accept(socket: Socket<End>): void {
    if (this.#refuses) {
      this.#counts.refused += 1;
      socket.terminate();
      return;
    }
    const line = new Line(this.#pipes, (gone) => this.#forget(gone));
    this.#counts.accepted += 1;
    this.#lines.add(line);
    socket.data = { side: 'device', line };
    for (const fault of this.#faults) if (this.#random.next() < fault.share) line.put(fault);
    line.opened('device', socket);
    this.#connect(line);
  }

  #connect(line: Line): void {
    Bun.connect<End>({
      hostname: this.#target.host,
      port: this.#target.port,
      allowHalfOpen: true,
      data: { side: 'server', line },
      socket: {
        ...this.#handlers,
        open: (socket) => line.opened('server', socket),
        connectError: () => line.cut('reset'),
      },
    }).catch(() => line.cut('reset'));
  }

  #forget(line: Line): void {
    this.#lines.delete(line);
    this.#bytesOfGone.up += line.bytesUp;
    this.#bytesOfGone.down += line.bytesDown;
  }

  /** A refused connection has no line. */
  readonly #handlers = {
    binaryType: 'uint8array' as const,
    data: ({ data }: Socket<End>, bytes: Uint8Array) => data?.line.data(data.side, bytes),
    drain: ({ data }: Socket<End>) => data?.line.drained(data.side),
    end: ({ data }: Socket<End>) => data?.line.ended(data.side),
    close: ({ data }: Socket<End>, error?: Error) => data?.line.closed(data.side, error),
    error: ({ data }: Socket<End>, error: Error) => data?.line.closed(data.side, error),
  };
}
