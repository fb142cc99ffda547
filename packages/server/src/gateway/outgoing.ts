import { type CloseName, encodeHeads, type Priority, type QueueId } from '@eagre/protocol';
import type { AudienceReceiver, RoomFrame } from '../fanout/audience-receiver.ts';
import type { Receiver } from '../fanout/receiver.ts';
import { BehindNotes } from './behind-notes.ts';
import type { ConnectionHost } from './connection-host.ts';
import { Outbox } from './outbox.ts';
import type { Socket } from './socket.ts';

/**
 * The outgoing half of a connection. While the socket takes frames they go straight through and
 * nothing is allocated. When it blocks, frames wait in a bounded outbox; when that is full, or
 * while the connection is corked, entries are only noted as (queue, head), and one `head` push
 * later tells the device what to pull (invariants 4 and 10).
 */
export abstract class Outgoing implements Receiver, AudienceReceiver {
  protected readonly socket: Socket;
  protected readonly host: ConnectionHost;
  /** `deviceKey`; empty until the device is known. */
  device = '';
  /** The device asked for packed room frames. */
  packs = false;
  /** Frames may go straight to the socket: open, not corked, not blocked. */
  #flowing = true;
  #open = true;
  #corked = false;
  #blocked = false;
  #outbox: Outbox | undefined;
  #behind: BehindNotes | undefined;
  /** When the socket last showed that it moves; means something while it is blocked. Monotonic, ms. */
  #movedAtMs = 0;
  #unsentBytes = 0;

  constructor(socket: Socket, host: ConnectionHost) {
    this.socket = socket;
    this.host = host;
  }

  abstract closeWith(name: CloseName): void;

  /** Neither side has closed the connection. */
  get open(): boolean {
    return this.#open;
  }

  /** The socket takes no frames now. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Bytes that wait here; what the network has taken is not counted. */
  get outboxBytes(): number {
    return this.#outbox?.bytes ?? 0;
  }

  /** Bytes that wait here and in the network, while the socket takes nothing. */
  get waitingBytes(): number {
    return this.#blocked ? this.outboxBytes + this.socket.getBufferedAmount() : 0;
  }

  /** Queues of which the device will be told the head, each with the last place that it may have. */
  lacks(): Iterable<readonly [QueueId, number]> {
    return this.#behind?.lacks() ?? [];
  }

  /** Queues of which the device will be told the head. */
  get behindQueues(): number {
    return this.#behind?.size ?? 0;
  }

  /** Entries are only noted from now on, and ephemeral frames dropped. Answers pass. */
  cork(): void {
    this.#corked = true;
    this.#flowing = false;
  }

  /**
   * Ends the cork. Queues that moved past `answered`, the heads that the device was given, are told
   * in one `head` push.
   */
  uncork(answered: ReadonlyMap<QueueId, number>): void {
    this.#corked = false;
    this.#behind?.settle(answered);
    this.#resume();
  }

  /** The device may lack something up to `head`: it compares and pulls. */
  tellHead(queue: QueueId, epoch: number, head: number): void {
    if (!this.#open) return;
    this.#note(queue, epoch, head);
    this.#resume();
  }

  /** Sends a frame that is not lost while the connection stands: an answer, a notice. */
  notify(frame: string): void {
    if (!this.#open) return;
    if (this.#blocked) {
      this.#keepAnswer(frame);
      return;
    }
    this.host.counters.framesOut += 1;
    const taken = this.socket.send(frame);
    if (taken > 0) {
      this.host.counters.bytesOut += taken;
      return;
    }
    this.#block();
    if (taken === 0) this.#keepAnswer(frame);
  }

  entries(frame: string, queue: QueueId, epoch: number, last: number, lane: Priority): boolean {
    if (this.#flowing) {
      const taken = this.socket.send(frame);
      if (taken > 0) {
        this.host.counters.bytesOut += taken;
        return true;
      }
      this.#block();
      if (taken < 0) return true;
    }
    return this.#hold(frame, queue, epoch, last, lane);
  }

  /**
   * Sends a frame of a room, or refuses it. It never waits in the outbox: what that costs would grow
   * with rooms and devices, and the audience tries again what must not be lost.
   */
  room(frame: RoomFrame): boolean {
    if (!this.#flowing) return false;
    const taken = this.socket.send(this.packs ? (frame.packed() ?? frame.text) : frame.text);
    if (taken > 0) {
      this.host.counters.bytesOut += taken;
      return true;
    }
    this.#block();
    return taken < 0;
  }

  ephemeral(frame: string): void {
    const { drops } = this.host.counters;
    if (this.#flowing) {
      const taken = this.socket.send(frame);
      if (taken > 0) {
        this.host.counters.bytesOut += taken;
        return;
      }
      this.#block();
      if (taken === 0) drops.ephemeral_refused += 1;
    } else if (this.#open) {
      if (this.#corked) drops.ephemeral_corked += 1;
      else if (!this.#waiting().addEphemeral(frame)) drops.ephemeral_outbox_full += 1;
    }
  }

  /** The network sent all it had taken. */
  drain(): void {
    if (!this.#open || !this.#blocked) return;
    this.#unblock();
    if (this.#flush()) this.#resume();
  }

  /**
   * Milliseconds for which a blocked socket has sent nothing; 0 when it is not blocked. A device on
   * a slow line that does read is told from one that does not by its unsent bytes.
   */
  stuckMs(nowMs: number): number {
    if (!this.#blocked) return 0;
    const unsentBytes = this.socket.getBufferedAmount();
    if (unsentBytes < this.#unsentBytes) this.#movedAtMs = nowMs;
    this.#unsentBytes = unsentBytes;
    return nowMs - this.#movedAtMs;
  }

  /** Nothing goes out any more; what waited is counted as dropped. */
  protected shut(): void {
    if (this.#blocked) this.#unblock();
    this.#open = false;
    this.#flowing = false;
    this.host.counters.drops.closed += this.#outbox?.frames ?? 0;
    this.#outbox = undefined;
    this.#behind = undefined;
  }

  #block(): void {
    this.#blocked = true;
    this.#flowing = false;
    this.#movedAtMs = this.host.clock.monotonicMs();
    this.#unsentBytes = this.socket.getBufferedAmount();
    this.host.counters.blockedTimes += 1;
    this.host.counters.blockedNow += 1;
  }

  #unblock(): void {
    this.#blocked = false;
    this.host.counters.blockedNow -= 1;
  }

  /** Everything that can go straight through does again; first what the device must catch up on. */
  #resume(): void {
    if (!this.#open || this.#corked || this.#blocked) return;
    this.#flowing = true;
    const heads = this.#behind?.takeAll() ?? [];
    this.#behind = undefined;
    if (heads.length === 0) return;
    this.host.counters.headPushes += 1;
    this.notify(encodeHeads(heads));
  }

  /** Sends what waits, most urgent first; false when the socket blocked again. */
  #flush(): boolean {
    const outbox = this.#outbox;
    for (let next = outbox?.peek(); next !== undefined; next = outbox?.peek()) {
      const taken = this.socket.send(next.frame);
      if (taken !== 0) outbox?.shift();
      if (taken > 0) this.host.counters.bytesOut += taken;
      if (taken <= 0) {
        this.#block();
        return false;
      }
    }
    this.#outbox = undefined;
    return true;
  }

  /** False when it does not wait here either: the device is behind. */
  #hold(frame: string, queue: QueueId, epoch: number, last: number, lane: Priority): boolean {
    if (!this.#open) return false;
    const { drops } = this.host.counters;
    if (this.#corked) {
      drops.entries_corked += 1;
    } else if (this.#behind?.has(queue)) {
      drops.entries_behind += 1;
    } else {
      const gaveWay = this.#waiting().addEntries(frame, queue, lane);
      if (gaveWay !== false) {
        drops.ephemeral_outbox_full += gaveWay;
        return true;
      }
      drops.entries_outbox_full += 1;
    }
    this.#note(queue, epoch, last);
    return false;
  }

  #keepAnswer(frame: string): void {
    if (!this.#waiting().addAnswer(frame)) this.closeWith('slow_consumer');
  }

  #waiting(): Outbox {
    this.#outbox ??= new Outbox(this.host.limits);
    return this.#outbox;
  }

  #note(queue: QueueId, epoch: number, head: number): void {
    this.#behind ??= new BehindNotes();
    this.#behind.note(queue, epoch, head);
    if (this.#behind.size > this.host.limits.behindQueues) this.closeWith('slow_consumer');
  }
}
