import type { AppId, UserId, WireError } from '@eagre/protocol';
import type { Limiter, RateHolder } from './limiter.ts';
import type { Overload } from './overload.ts';

/** A connection as the flow control sees it. */
export interface Commander extends RateHolder {
  readonly identity: { readonly app: AppId; readonly user: UserId } | undefined;
}

/** Commands that make work which a node with too much to do can put off. */
const heavy = new Set(['connect', 'send']);

/** Everything that is asked before a command of a device is carried out. */
export class Admission {
  readonly #limiter: Limiter;
  readonly #overload: Overload;

  constructor(limiter: Limiter, overload: Overload) {
    this.#limiter = limiter;
    this.#overload = overload;
  }

  /** The error with which the command is to be refused, if it is. */
  admit(commander: Commander, cmd: string): WireError | undefined {
    const refused = this.#limiter.command(commander);
    if (refused !== undefined) return refused;
    const overloaded = heavy.has(cmd) ? this.#overload.refusal() : undefined;
    if (overloaded !== undefined) return overloaded;
    const { identity } = commander;
    if (cmd !== 'send' || identity === undefined) return undefined;
    return this.#limiter.send(identity.app, identity.user);
  }
}
