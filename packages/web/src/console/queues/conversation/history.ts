/** An entry of a conversation's log as the HTTP API gives it. */
export type Entry =
  | {
      readonly type: 'message';
      readonly at: number;
      readonly from: string;
      readonly kind: string;
      readonly body: Readonly<Record<string, unknown>>;
      readonly clientId?: string;
      readonly recalled?: true;
    }
  | {
      readonly type: 'members';
      readonly at: number;
      readonly by: string;
      readonly joined?: readonly string[];
      readonly left?: readonly string[];
    }
  | { readonly type: 'recall'; readonly at: number; readonly by: string; readonly target: number }
  | { readonly type: 'info'; readonly at: number; readonly by: string };

export interface HistoryAnswer {
  readonly conversation: string;
  readonly epoch: number;
  /** syncId of the first item; they are in ascending order. */
  readonly first: number;
  readonly items: readonly Entry[];
  readonly more: boolean;
}

export interface Placed {
  readonly conversation: string;
  readonly epoch: number;
  readonly syncId: number;
  readonly entry: Entry;
}

/** Each entry with its place, newest first. */
export function placedEntries({ conversation, epoch, first, items }: HistoryAnswer): Placed[] {
  return items
    .map((entry, index) => ({ conversation, epoch, syncId: first + index, entry }))
    .reverse();
}
