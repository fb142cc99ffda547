import type { EagreEvent, Saved } from '@eagre/client';

type Placed = Extract<EagreEvent, { type: 'message' | 'members' | 'recall' }>;
export type Gap = Extract<EagreEvent, { type: 'gap' }>;

export interface Seen {
  syncId: number;
  /** JSON text of the entry. */
  text: string;
  /** Simulated time. */
  atMs: number;
}

export interface SendRecord {
  clientId: string;
  conversation: string;
  outcome: 'open' | 'sent' | 'failed' | 'lost';
  personalTo: string | undefined;
  /** Of `failed`. */
  code: string | undefined;
  /** Of `sent`. */
  syncId: number | undefined;
  /** When the application handed it over, and when it was told the outcome. Simulated time. */
  beganAtMs: number;
  atMs: number;
}

/** How much had come by some moment. */
export interface Mark {
  readonly seen: ReadonlyMap<string, number>;
  readonly personals: number;
}

/**
 * What the application of one device was told, over all lives of the device. It judges at once what no
 * later knowledge can excuse; the rest is for the verdict, which knows the store.
 */
export class Application {
  readonly name: string;
  /** Entries by conversation, in the order in which they came. */
  readonly seen = new Map<string, Seen[]>();
  readonly gaps: Gap[] = [];
  /** Moments at which the device came online. */
  readonly #onlineAtMs: number[] = [];
  readonly sends = new Map<string, SendRecord>();
  /** What is wrong beyond doubt. */
  readonly faults: string[] = [];
  /** Client ids. */
  readonly #personals: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get personals(): readonly string[] {
    return this.#personals;
  }

  /** Since when the device was online at a moment. Simulated time. */
  onlineSince(atMs: number): number {
    return this.#onlineAtMs.findLast((sinceMs) => sinceMs <= atMs) ?? 0;
  }

  take(event: EagreEvent, atMs: number): void {
    switch (event.type) {
      case 'message':
      case 'members':
      case 'recall':
        this.#entry(event, atMs);
        break;
      case 'personal':
        this.#personal(String(event.clientId));
        break;
      case 'gap':
        this.gaps.push(event);
        break;
      case 'state':
        if (event.state === 'online') this.#onlineAtMs.push(atMs);
        break;
      case 'send':
        this.#send(event, atMs);
        break;
      case 'error':
        this.faults.push(`error event: ${event.error.code} ${event.error.message}`);
        break;
      default:
    }
  }

  /** How far the application is, which may be needed later. */
  mark(): Mark {
    const lengths = [...this.seen].map(([id, { length }]) => [id, length] as const);
    return { seen: new Map(lengths), personals: this.#personals.length };
  }

  /** The process ended without a word: the application is where it was when positions were saved. */
  crashed(saved: Mark, { unsent }: Saved): void {
    for (const [conversation, entries] of this.seen) {
      entries.length = saved.seen.get(conversation) ?? 0;
    }
    this.#personals.length = saved.personals;
    const kept = new Set(unsent.map(({ clientId }) => clientId));
    for (const send of this.sends.values()) {
      if (send.outcome === 'open' && !kept.has(send.clientId)) send.outcome = 'lost';
    }
  }

  #entry(event: Placed, atMs: number): void {
    const { conversation, epoch: _, syncId, ...entry } = event;
    const seen = this.seen.get(conversation) ?? [];
    const last = seen.at(-1)?.syncId ?? 0;
    if (syncId <= last) this.faults.push(`${conversation}: ${syncId} came after ${last}`);
    seen.push({ syncId, text: JSON.stringify(entry), atMs });
    this.seen.set(conversation, seen);
  }

  #personal(id: string): void {
    if (this.#personals.includes(id)) this.faults.push(`personal message ${id} came twice`);
    this.#personals.push(id);
  }

  #send(event: Extract<EagreEvent, { type: 'send' }>, atMs: number): void {
    const { clientId, conversation, status, error, syncId, personalTo } = event;
    // What a close fails is sent again by the next life.
    const isKept = error?.code === 'closed';
    const outcome = status === 'pending' || isKept ? 'open' : status;
    this.sends.set(clientId, {
      clientId,
      conversation,
      outcome,
      personalTo,
      code: error?.code,
      syncId,
      beganAtMs: this.sends.get(clientId)?.beganAtMs ?? atMs,
      atMs,
    });
  }
}
