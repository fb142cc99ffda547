import type { QueueId } from '@eagre/protocol';
import type { RoomFrame } from '../audience-receiver.ts';
import { FakeDevice, type FrameContent } from './audience-fixture.ts';

/** A device that follows the protocol's rule for entries and notes what is against the promises. */
export class ModelledDevice extends FakeDevice {
  readonly faults: string[] = [];
  /** Everything up to here is in hand, or the device knows that it must pull it. */
  at: number;
  /** Up to here entries may come again: the snapshot or a pull has brought them otherwise. */
  mayRepeat: number;
  /** Flushes seen, to find one that comes twice. */
  readonly seen = new Set<number>();
  /** Flushes that must come while the device stays and takes, and those that began without it. */
  readonly expected = new Map<number, 'entries' | 'chat'>();
  forbidden: ReadonlySet<number>;
  /** Refused something since it came. */
  everRefused = false;
  chat = 0;
  chars = 0;
  entries = 0;

  constructor(has: number, forbidden: ReadonlySet<number>) {
    super();
    this.at = has;
    this.mayRepeat = has;
    this.forbidden = forbidden;
  }

  override room(frame: RoomFrame): boolean {
    if (this.refuses) this.everRefused = true;
    const taken = super.room(frame);
    if (taken) this.#check(JSON.parse(frame.text) as FrameContent, frame.text.length);
    return taken;
  }

  override tellHead(queue: QueueId, epoch: number, head: number): void {
    super.tellHead(queue, epoch, head);
    if (head < this.at) this.faults.push(`head ${head} told after ${this.at}`);
    this.at = head;
    this.mayRepeat = head;
  }

  #check({ flush, chat, first, last }: FrameContent, chars: number): void {
    this.chat += chat;
    this.chars += chars;
    if (flush > 0) {
      if (this.seen.has(flush)) this.faults.push(`flush ${flush} came twice`);
      if (this.forbidden.has(flush)) this.faults.push(`flush ${flush} began without the device`);
      if (first === undefined) this.#checkOrder(flush);
      this.seen.add(flush);
    }
    if (first === undefined || last === undefined) return;
    this.entries += last - first + 1;
    if (first > this.at + 1) this.faults.push(`entry ${first} after ${this.at}`);
    if (first <= this.at && first > this.mayRepeat) this.faults.push(`entry ${first} came again`);
    this.at = Math.max(this.at, last);
  }

  /** What is said later than entries never comes before them. */
  #checkOrder(flush: number): void {
    if (this.everRefused) return;
    for (const [earlier, kind] of this.expected) {
      if (kind === 'chat' || earlier > flush || this.seen.has(earlier)) continue;
      this.faults.push(`flush ${flush} overtook the entries of ${earlier}`);
    }
  }
}
