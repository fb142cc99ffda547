/**
 * The only source of chance in Eagre: jitter, sampling, spreading. It is handed in, never global, so
 * that a seed replays a run. Not for secrets; those come from `crypto`.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

export const realRandom: Random = {
  next: () => Math.random(),
};
