import type { EntriesFrame, SeenMessage } from './entries-frame.ts';
import { type FaultCount, type FaultKind, Faults } from './faults.ts';
import { FifoSet } from './fifo-set.ts';
import { PlaceLog, type PlaceStep } from './place-log.ts';

/** Places of all conversations together that are remembered: some 25 MB. */
const keptPlaces = 100_000;
/** Refused messages that are looked out for. */
const keptRefused = 50_000;

interface KeptPlace {
  log: PlaceLog;
  syncId: number;
}

/**
 * What all devices of a process together saw: at each place of a conversation the same message, and
 * each message at one place. Each device checks its own order; the ledger makes sure it is the same
 * order everywhere. Only the newest places are remembered: the sums of `Tally` judge the whole run.
 */
export class Ledger {
  readonly #faults = new Faults();
  readonly #keep: number;
  readonly #logs = new Map<string, PlaceLog>();
  /** A ring of what to forget next. */
  readonly #kept: KeptPlace[] = [];
  #next = 0;
  readonly #refused = new FifoSet(keptRefused);

  constructor(keep = keptPlaces) {
    this.#keep = keep;
  }

  /** The first ones. */
  get faults(): readonly string[] {
    return this.#faults.texts;
  }

  get faultCount(): number {
    return this.#faults.count;
  }

  get faultsByKind(): ReadonlyMap<FaultKind, FaultCount> {
    return this.#faults.byKind;
  }

  fault(text: string, kind: FaultKind = 'other'): void {
    this.#faults.add(text, kind);
  }

  /** The clientId at each syncId of a conversation, of the places that are remembered. */
  places(conversation: string): readonly (string | undefined)[] {
    const places: (string | undefined)[] = [];
    for (const [syncId, id] of this.#logs.get(conversation)?.entries() ?? []) places[syncId] = id;
    return places;
  }

  /** The clientIds of a conversation in the order of their places, of those that are remembered. */
  order(conversation: string): string[] {
    return (this.#logs.get(conversation)?.entries() ?? []).map(([, clientId]) => clientId);
  }

  /** The place of each message of a conversation that is remembered. */
  placesById(conversation: string): Map<string, number> {
    const entries = this.#logs.get(conversation)?.entries() ?? [];
    return new Map(entries.map(([syncId, clientId]) => [clientId, syncId]));
  }

  check(frame: EntriesFrame): void {
    let lastConversation = '';
    let lastSyncId = 0;
    for (const message of frame.messages) {
      if (message.conversation === lastConversation && message.syncId <= lastSyncId) {
        const { conversation, syncId } = message;
        this.fault(`${frame.queue}: ${conversation} ${syncId} after ${lastSyncId}`, 'order');
      }
      lastConversation = message.conversation;
      lastSyncId = message.syncId;
      const step = this.#note(message);
      if (step === 'other') this.#otherSeen(message);
    }
  }

  /** What its sender was told of a message, compared with what devices see. */
  acknowledged(conversation: string, syncId: number, clientId: string): void {
    const step = this.#note({ conversation, syncId, clientId });
    if (step !== 'other') return;
    const seen = this.#logs.get(conversation)?.at(syncId);
    this.fault(
      `${clientId} was acknowledged at ${conversation} ${syncId}: ${seen} is there`,
      'place',
    );
  }

  /** It must not be seen, nor have been seen just now. */
  refused(conversation: string, clientId: string): void {
    this.#refused.add(clientId);
    if (this.#logs.get(conversation)?.isNews(clientId)) this.isRefused(clientId, conversation);
  }

  /** Whether it was refused, and so must not be seen; the fault is noted. */
  isRefused(clientId: string, where: string): boolean {
    if (!this.#refused.has(clientId)) return false;
    this.fault(`${clientId} was refused, and is seen in ${where}`, 'refused');
    return true;
  }

  #note(message: Pick<SeenMessage, 'conversation' | 'syncId' | 'clientId'>): PlaceStep {
    const { conversation, syncId, clientId } = message;
    const log = this.#logOf(conversation);
    const step = log.note(message);
    if (step === 'known' || step === 'other' || step === 'old') return step;
    this.#keepPlace(log, syncId);
    if (this.#refused.size > 0) this.isRefused(clientId, conversation);
    if (step === 'again') {
      this.fault(`${clientId} stands at ${conversation} ${syncId}, and elsewhere`, 'duplicate');
    } else if (step === 'moved') {
      this.fault(`${clientId} stands at ${conversation} ${syncId}, not where it was`, 'place');
    } else if (step === 'late') {
      this.fault(`${clientId} at ${conversation} ${syncId} is behind a later one`, 'order');
    }
    return step;
  }

  #otherSeen({ conversation, syncId, clientId }: SeenMessage): void {
    const known = this.#logs.get(conversation)?.at(syncId);
    this.fault(
      `${conversation} ${syncId} is ${known} for one device and ${clientId} for another`,
      'place',
    );
  }

  #logOf(conversation: string): PlaceLog {
    let log = this.#logs.get(conversation);
    if (log === undefined) {
      log = new PlaceLog();
      this.#logs.set(conversation, log);
    }
    return log;
  }

  #keepPlace(log: PlaceLog, syncId: number): void {
    const oldest = this.#kept[this.#next];
    oldest?.log.forget(oldest.syncId);
    this.#kept[this.#next] = { log, syncId };
    this.#next = (this.#next + 1) % this.#keep;
  }
}
