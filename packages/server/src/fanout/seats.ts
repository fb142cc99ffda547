import type { AudienceReceiver, Listener } from './audience-receiver.ts';
import { Roster, type Sweep } from './roster.ts';

/**
 * The listeners of one audience. Their receivers lie in an array of their own, so that the loop over
 * a million devices does not go through a million other objects to reach them.
 */
export class Seats extends Roster<Listener> {
  readonly receivers: AudienceReceiver[] = [];

  get listeners(): readonly Listener[] {
    return this.items;
  }

  last(): Listener | undefined {
    return this.items[this.items.length - 1];
  }

  add(listener: Listener): void {
    if (listener.place >= 0) throw new Error('the listener is in an audience already');
    listener.place = this.push(listener);
    this.receivers.push(listener.receiver);
  }

  /** False when it is not in. */
  remove(listener: Listener): boolean {
    const { place } = listener;
    if (this.items[place] !== listener) return false;
    this.removeFrom(place);
    this.receivers.pop();
    listener.place = -1;
    return true;
  }

  /** A way through all who are in now. */
  sweep(): Sweep {
    return this.begin();
  }

  swept(sweep: Sweep): void {
    this.finish(sweep);
  }

  protected override moved(listener: Listener, place: number): void {
    listener.place = place;
    this.receivers[place] = listener.receiver;
  }
}
