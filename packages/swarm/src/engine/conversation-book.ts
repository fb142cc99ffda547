import { idHash, placeHash } from '../device/place-hash.ts';
import { PlaceTable } from './place-table.ts';

/** Refused messages whose hashes are kept, to tell them from others that are too many. */
const keptRefused = 100;
/** Messages of unknown fate that are named; past it they are only counted. */
const keptUnknown = 1000;

/** What the senders of a process did in one conversation. */
export class ConversationBook {
  sent = 0;
  acked = 0;
  refused = 0;
  /** Never answered: that may be stored or not; and all, those among them that were found stored. */
  unknown = 0;
  unanswered = 0;
  /** When the first message was begun, as `nowMs`; Infinity before. */
  firstSentMs = Number.POSITIVE_INFINITY;
  /** Least and greatest place that was acknowledged; Infinity and 0 before. */
  firstPlace = Number.POSITIVE_INFINITY;
  head = 0;
  /** Sums of the hashes of what was acknowledged (device/place-hash.ts). */
  ids = 0;
  places = 0;
  readonly table = new PlaceTable();
  /** By clientId. */
  readonly unknownIds = new Set<string>();
  readonly refusedIds: number[] = [];

  ack(syncId: number, clientId: string): void {
    if (this.unknownIds.delete(clientId)) this.unknown -= 1;
    const id = idHash(clientId);
    const place = placeHash(syncId, id);
    this.acked += 1;
    this.firstPlace = Math.min(this.firstPlace, syncId);
    this.head = Math.max(this.head, syncId);
    this.ids = (this.ids + id) | 0;
    this.places = (this.places + place) | 0;
    this.table.add(syncId, { count: 1, ids: id, places: place });
  }

  refuse(clientId: string): void {
    this.refused += 1;
    if (this.refusedIds.length < keptRefused) this.refusedIds.push(idHash(clientId));
  }

  loseSight(clientId: string): void {
    this.unknown += 1;
    this.unanswered += 1;
    if (this.unknownIds.size < keptUnknown) this.unknownIds.add(clientId);
  }
}
