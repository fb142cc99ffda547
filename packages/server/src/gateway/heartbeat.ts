import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { Connection } from './connection.ts';
import type { ConnectionList } from './connection-list.ts';

/** A round is done in this many steps, so that a hundred thousand connections don't stop the loop. */
const stepsOfRound = 10;

/**
 * Looks at every connection once in `sweepMs`: silence, a late `connect`, a blocked socket, the end
 * of the token. One timer for all: a timer for each of 100,000 devices would be most of their memory.
 */
export class Heartbeat {
  readonly #list: ConnectionList;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #timer: Timer;
  #next = 0;
  #perStep = 0;
  #steppedAtMs: number;
  /** The process did nothing until then, so that it heard nothing either. */
  #awakeSinceMs = Number.NEGATIVE_INFINITY;

  constructor(list: ConnectionList, clock: Clock, limits: Limits) {
    this.#list = list;
    this.#clock = clock;
    this.#limits = limits;
    this.#steppedAtMs = clock.monotonicMs();
    this.#timer = clock.every(limits.sweepMs / stepsOfRound, () => this.#step());
  }

  stop(): void {
    this.#timer.cancel();
  }

  /** From the end backwards: who leaves is replaced by the last, who was looked at already. */
  #step(): void {
    if (this.#next <= 0) {
      this.#next = this.#list.size;
      this.#perStep = Math.ceil(this.#next / stepsOfRound);
    }
    let left = this.#perStep;
    const nowMs = this.#clock.monotonicMs();
    this.#noteSleep(nowMs);
    const wallMs = this.#clock.now();
    while (left > 0 && this.#next > 0) {
      left -= 1;
      this.#next -= 1;
      const connection = this.#list.at(this.#next);
      if (connection !== undefined) this.#check(connection, nowMs, wallMs);
    }
  }

  /**
   * A process that was stopped, or that the machine gave no time, finds this timer due before it has
   * read what came meanwhile. Nobody is closed for a silence that was its own.
   */
  #noteSleep(nowMs: number): void {
    if (nowMs - this.#steppedAtMs > this.#limits.sweepMs) this.#awakeSinceMs = nowMs;
    this.#steppedAtMs = nowMs;
  }

  #check(connection: Connection, nowMs: number, wallMs: number): void {
    const limits = this.#limits;
    const awakeMs = nowMs - this.#awakeSinceMs;
    const silentMs = Math.min(awakeMs, nowMs - connection.heardAtMs);
    const waitedMs = Math.min(awakeMs, nowMs - connection.openedAtMs);
    if (connection.identity === undefined && waitedMs >= limits.connectWaitMs) {
      connection.closeWith('connect_timeout');
    } else if (Math.min(awakeMs, connection.stuckMs(nowMs)) >= limits.slowCloseMs) {
      connection.closeWith('slow_consumer');
    } else if (silentMs >= limits.heartbeatTimeoutMs) {
      connection.closeWith('heartbeat_timeout');
    } else {
      if (silentMs >= limits.heartbeatMs && !connection.pinged) connection.ping();
      this.#checkToken(connection, wallMs);
    }
  }

  #checkToken(connection: Connection, wallMs: number): void {
    const { identity } = connection;
    if (identity === undefined) return;
    const { tokenIssuedAt, tokenExpiresAt } = identity;
    if (wallMs >= tokenExpiresAt) {
      connection.closeWith('token_expired');
      return;
    }
    if (connection.tokenNoticed) return;
    const lifeMs = tokenExpiresAt - tokenIssuedAt;
    const noticeMs = Math.max(lifeMs / 5, this.#limits.tokenNoticeMs);
    if (wallMs < tokenExpiresAt - noticeMs) return;
    connection.tokenNoticed = true;
    connection.notify(
      JSON.stringify({ push: 'notice', notice: 'token_expiring', expiresAt: tokenExpiresAt }),
    );
  }
}
