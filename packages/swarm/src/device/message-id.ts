/**
 * The clientIds of the load: `STREAM.NUMBER.DUE`. A receiver in any process can tell from it alone who
 * sent the message, which one of that sender it is, and when it was due; the text stays free to be like
 * a person's. A stream's numbers ascend in the order in which it sends, so that a message that comes
 * twice, or before an earlier one, is seen. Numbers are in base 36.
 */
export function messageId(stream: string, number: number, dueMs: number): string {
  return `${stream}.${number.toString(36)}.${Math.round(dueMs * ticksPerMs).toString(36)}`;
}

export interface MessageIdParts {
  /** Whoever numbers its messages: a device, or a sender of the backend. Without dots. */
  stream: string;
  /** NaN in an id that the load did not make. */
  number: number;
  /** When it was to be sent, as `nowMs`; NaN in an id that the load did not make. */
  dueMs: number;
}

/** Finer than the clocks of two processes agree. */
const ticksPerMs = 10;

export function parseMessageId(id: string): MessageIdParts {
  const first = id.indexOf('.');
  const second = id.indexOf('.', first + 1);
  if (second < 0) return { stream: '', number: Number.NaN, dueMs: Number.NaN };
  return {
    stream: id.slice(0, first),
    number: Number.parseInt(id.slice(first + 1, second), 36),
    dueMs: Number.parseInt(id.slice(second + 1), 36) / ticksPerMs,
  };
}
