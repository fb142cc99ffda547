/** The prime and the start of FNV-1a, 32 bits. */
const fnvPrime = 0x01000193;
const fnvStart = 0x811c9dc5;

/**
 * Hashes of 32 bits that are added up modulo 2^32, so that thousands of messages are compared by two
 * numbers. They are stirred well: sums of hashes that follow from each other in a simple way would
 * cancel out.
 */
export function idHash(clientId: string): number {
  let hash = fnvStart;
  for (let i = 0; i < clientId.length; i += 1) {
    hash = Math.imul(hash ^ clientId.charCodeAt(i), fnvPrime);
  }
  return stirred(hash);
}

/** Of a message at its place: another message there, or the same elsewhere, has another one. */
export function placeHash(syncId: number, id: number): number {
  return stirred(id ^ Math.imul(syncId, 0x9e3779b1));
}

function stirred(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
