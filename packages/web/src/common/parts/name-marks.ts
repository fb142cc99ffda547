/** White text is readable on each (4.5:1), on light and dark pages; hues far apart, none too loud. */
export const nameColours = [
  '#b3402e',
  '#a2531a',
  '#86650f',
  '#5c7420',
  '#2f7a45',
  '#1c7a6c',
  '#1b7391',
  '#2b68b4',
  '#5257be',
  '#7649b4',
  '#98409c',
  '#b03872',
] as const;

/** The same colour for the same name, on every device. */
export function colourOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  }
  // Names such as `user-1` and `user-2` differ in few bits so far; this spreads them over all.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return nameColours[hash % nameColours.length] ?? nameColours[0];
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Two letters of a name with two words, else its first character: `Ada Low` AL, `lin` L, `王小明` 王. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._\-:/]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [first = '?', ...more] = words.map(firstCharacter);
  const last = more.at(-1);
  const isLatin = /^[\p{Script=Latin}\p{Nd}]$/u;
  return last !== undefined && isLatin.test(first) && isLatin.test(last) ? first + last : first;
}

function firstCharacter(word: string): string {
  const [first] = characters.segment(word);
  return (first?.segment ?? '?').toLocaleUpperCase();
}
