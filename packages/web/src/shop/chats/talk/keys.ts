export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** 229 while an input method has the key: Safari says so for the Enter that ends a composition. */
  readonly keyCode: number;
}

/** Whether a key of the text field sends what was written. A line break is Shift and Enter. */
export function sends({ key, shiftKey, isComposing, keyCode }: PressedKey): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229;
}

/**
 * Characters of one message: 16 KB are allowed on the wire, and a Chinese character takes three bytes
 * of them.
 */
export const mostCharacters = 5000;

/** What would be sent; `undefined` when there is nothing to say. */
export function wordsToSend(text: string): string | undefined {
  const words = text.trim().slice(0, mostCharacters);
  return words === '' ? undefined : words;
}
