import { limits } from '../../limits.ts';

/** What NATS gives a meaning, what could break its lines, and what is not plain ASCII. */
const special = /[^A-Za-z0-9_:@=#,;+!$&()-]/gu;
const utf8 = new TextEncoder();

/**
 * The NATS subject of a key: `shop/user:anna.b` becomes `eagre.shop.user:anna%2Eb`. Parts between
 * slashes are the tokens of the subject, so that operators may watch or allow `eagre.shop.>`; an
 * empty part is a lone `%`. A subject names one key, and a key has one subject.
 */
export function subjectOfKey(prefix: string, key: string): string {
  const tokens = key.split('/').map((part) => (part === '' ? '%' : part.replace(special, percent)));
  const subject = `${prefix}.${tokens.join('.')}`;
  if (subject.length <= limits.natsSubjectBytes) return subject;
  throw new RangeError(
    `the subject of "${key.slice(0, 60)}…" has ${subject.length} bytes; the limit is ${limits.natsSubjectBytes}`,
  );
}

/** A prefix is one or more tokens that need no escaping, such as `eagre` or `eagre.staging`. */
export function checkedPrefix(prefix: string): string {
  if (/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(prefix) && prefix.length <= 64) return prefix;
  throw new RangeError(
    `a prefix of NATS subjects has 1 to 64 letters, digits, _ and -, and dots between them; got "${prefix}"`,
  );
}

function percent(character: string): string {
  let text = '';
  for (const byte of utf8.encode(character)) {
    text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
