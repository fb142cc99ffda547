// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
const controls = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of other people, safe to show: control characters could move the cursor, change the title
 * or colours, or turn the direction of what follows. Line breaks become spaces.
 */
export function cleanText(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(controls, '\u00b7');
}
