/**
 * Whether an entry of a user queue tells of a change (`joined`, `left`, `mode`, `settings`) rather
 * than carries a message (`copy`, `personal`). Looks at the text only, some 30 ns: such an entry
 * starts with its stamp, in which no quote can occur inside a value, and then has `type` first (see
 * `stampEntry` of the protocol).
 */
export function isControlEntry(entry: string): boolean {
  const start = entry.indexOf(typeMark);
  if (start < 0) return false;
  const first = entry.charCodeAt(start + typeMark.length);
  return first !== letterC && first !== letterP;
}

const typeMark = '"type":"';
const letterC = 0x63;
const letterP = 0x70;
