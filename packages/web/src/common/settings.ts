/**
 * What a person chose on this device, kept by the browser. Browsers may forbid to keep anything; the
 * choice then lasts as long as the page.
 */
export function readSetting(name: string): string | undefined {
  try {
    return globalThis.localStorage?.getItem(keyOf(name)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** `undefined` forgets the choice. */
export function writeSetting(name: string, value: string | undefined): void {
  try {
    if (value === undefined) globalThis.localStorage?.removeItem(keyOf(name));
    else globalThis.localStorage?.setItem(keyOf(name), value);
  } catch {
    // Kept for this page only.
  }
}

function keyOf(name: string): string {
  return `eagre.${name}`;
}
