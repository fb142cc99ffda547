/**
 * When an entry was made, ms since 1970; undefined when it does not say. Looks at the text only: every
 * entry has `at` before whatever a user may have put into it, and no name before that has a quote.
 */
export function entryTime(entry: string): number | undefined {
  const mark = entry.indexOf(atMark);
  if (mark < 0) return undefined;
  let time = 0;
  for (let place = mark + atMark.length; ; place += 1) {
    const digit = entry.charCodeAt(place) - digitZero;
    if (!(digit >= 0 && digit <= 9)) break;
    time = time * 10 + digit;
  }
  return time === 0 ? undefined : time;
}

const atMark = '"at":';
const digitZero = 0x30;
