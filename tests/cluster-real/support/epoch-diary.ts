import type { EagreClient, EagreGapEvent, EagreMessageEvent } from '@eagre/client';

interface Told {
  epoch: number;
  syncId: number;
  clientId: string;
}

/** What one device was told in which epoch, when a store was replaced by one that knows less. */
export class EpochDiary {
  readonly gaps: EagreGapEvent[] = [];
  /** What is wrong whatever was lost: within an epoch entries come once and in order. */
  readonly faults: string[] = [];
  /** In which epoch a message of this device was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  readonly #name: string;
  readonly #told = new Map<string, Told[]>();

  constructor(name: string, client: EagreClient) {
    this.#name = name;
    client.on('message', (event) => this.#take(event));
    client.on('send', ({ clientId, epoch }) => {
      if (epoch !== undefined) this.acknowledged.set(clientId, epoch);
    });
    client.on('gap', (gap) => this.gaps.push(gap));
  }

  messages(conversation: string): readonly Told[] {
    return this.#told.get(conversation) ?? [];
  }

  /** Whether the application was told that what it has of a conversation may not be so any more. */
  isWarned(conversation: string, epoch: number): boolean {
    return this.gaps.some((gap) => {
      const isOf = gap.conversation === conversation || gap.conversation === undefined;
      return isOf && gap.reason === 'epoch' && gap.epoch === epoch;
    });
  }

  #take({ conversation, epoch, syncId, clientId }: EagreMessageEvent): void {
    const told = this.#told.get(conversation) ?? [];
    const last = told.at(-1);
    const place = `${this.#name}: ${conversation} ${epoch}/${syncId}`;
    if (last !== undefined && epoch < last.epoch) this.faults.push(`${place} is of an old epoch`);
    const isNext = last?.epoch !== epoch || syncId === last.syncId + 1;
    if (!isNext) this.faults.push(`${place} came after ${last?.epoch}/${last?.syncId}`);
    told.push({ epoch, syncId, clientId: String(clientId) });
    this.#told.set(conversation, told);
  }
}
