export type JsonReading =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: 'empty' | 'syntax' | 'null'; readonly detail?: string };

/** What was typed as JSON. `null` is refused: the server takes it for a removal, which has a button. */
export function readJson(text: string): JsonReading {
  if (text.trim() === '') return { error: 'empty' };
  try {
    const value: unknown = JSON.parse(text);
    return value === null ? { error: 'null' } : { value };
  } catch (caught) {
    return { error: 'syntax', detail: caught instanceof Error ? caught.message : String(caught) };
  }
}

/** As somebody would write it to change it. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
