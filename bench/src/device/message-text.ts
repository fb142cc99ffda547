/**
 * Texts of a given length that start with the time at which they were to be sent, so that a receiver
 * in the same process can tell the latency: `12345.678|xxxxx…`.
 */
export function stampedText(sentAtMs: number, bytes: number): string {
  return `${sentAtMs.toFixed(3)}|`.padEnd(bytes, 'x');
}
