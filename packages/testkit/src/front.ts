import { Haproxy } from './haproxy.ts';
import { TcpBalancer } from './tcp-balancer.ts';

/** A server that a front leads to. */
export interface Backend {
  /** Letters, digits and dashes; different from the others'. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface FrontOptions {
  readonly backends: readonly Backend[];
  /** Of 127.0.0.1; a free one unless told. */
  readonly port?: number;
  /** The only core on which it runs, from 0, if it is a process of its own; any unless told. */
  readonly core?: number;
}

/** One address in front of several servers: who connects to it comes to one of those that live. */
export interface Front extends AsyncDisposable {
  /** What does it, for people. */
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** HAProxy where it is installed, else a balancer in this process. */
export function startFront(options: FrontOptions): Promise<Front> {
  return Haproxy.isInstalled ? Haproxy.start(options) : TcpBalancer.start(options);
}
