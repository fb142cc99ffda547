/** What a message carries, as `send` takes it. */
export type Content =
  | { kind: 'text'; body: { text: string } }
  | { kind: 'custom:empty'; body: Record<string, never> };

/** A legal message for any text: one without a character was something else than a text, a picture say. */
export function contentOf(text: string): Content {
  return text === '' ? { kind: 'custom:empty', body: {} } : { kind: 'text', body: { text } };
}
