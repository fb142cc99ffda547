import type { AppId, UserId, WireError } from '@eagre/protocol';
import type { Limiter, RateHolder } from './limiter.ts';
import type { Overload } from './overload.ts';

/** A connection as the flow control sees it. */
export interface Commander extends RateHolder {
  readonly identity: { readonly app: AppId; readonly user: UserId } | undefined;
}

/** A command as the flow control sees it; nothing of it is checked yet. */
export interface Asked {
  readonly cmd: string;
  /** Of `room.send`. */
  readonly class?: unknown;
}

/** Everything that is asked before a command of a device is carried out. */
export class Admission {
  readonly #limiter: Limiter;
  readonly #overload: Overload;

  constructor(limiter: Limiter, overload: Overload) {
    this.#limiter = limiter;
    this.#overload = overload;
  }

  /** The error with which the command is to be refused, if it is. */
  admit(commander: Commander, asked: Asked): WireError | undefined {
    const refused = this.#limiter.command(commander);
    if (refused !== undefined) return refused;
    const overloaded = canWait(asked) ? this.#overload.refusal() : undefined;
    if (overloaded !== undefined) return overloaded;
    const { identity } = commander;
    if (asked.cmd !== 'send' || identity === undefined) return undefined;
    return this.#limiter.send(identity.app, identity.user);
  }
}

/**
 * Work that a node with too much to do puts off. Of what happens in rooms only viewers' chat: host
 * and staff are heard when it matters most, entering costs a look at a text that is there anyway,
 * taps are numbers that come again with the next second, and leaving makes the load less.
 */
function canWait({ cmd, class: roomClass }: Asked): boolean {
  if (cmd === 'room.send') return roomClass !== 'reliable';
  return cmd === 'connect' || cmd === 'send';
}
