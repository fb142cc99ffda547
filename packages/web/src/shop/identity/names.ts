import type { Random } from '@eagre/protocol/random';

/** Short names that read well in a line of chat; a number makes two of them differ. */
const first =
  'ada bai cleo dan eva fei gus hana ines jun kai lan mei nora olly ping qiu rosa sun theo uma vera wen xia yuki zoe'.split(
    ' ',
  );

/** Names and devices are ids on the wire: 1 to 64 of `A-Z a-z 0-9 _ . @ -`; a line of chat takes fewer. */
export const nameLength = 24;
const nameRule = /^[A-Za-z0-9_.@-]+$/;

export function drawName(random: Random): string {
  const name = first[Math.floor(random.next() * first.length)] ?? 'guest';
  return `${name}-${Math.floor(100 + random.next() * 900)}`;
}

export function drawDevice(random: Random): string {
  const part = () => Math.floor(random.next() * 36 ** 5).toString(36);
  return `web-${part()}${part()}`;
}

/** What is wrong with a name that somebody typed, if anything. */
export function faultOfName(name: string): 'empty' | 'long' | 'characters' | undefined {
  if (name === '') return 'empty';
  if (name.length > nameLength) return 'long';
  return nameRule.test(name) ? undefined : 'characters';
}
