export const registerCount = 4096;
/** Ranks are 1 to 21: enough for a billion users. */
const rankBits = 20;
export const mostRank = rankBits + 1;

/** 1 / (2 ln 2), the constant of the estimator for many registers. */
const alpha = 0.7213475204444817;

/**
 * HyperLogLog (Flajolet and others, 2007) with the estimator of Ertl (2017), which needs neither
 * tables nor a switch between ranges. Standard error: 1.04 / √4096 = 1.6 %. 4 KB.
 */
export class VisitorRegisters {
  readonly ranks: Uint8Array;
  /** How many registers have which rank: an estimate then looks at 22 numbers and not at 4096. */
  readonly #counts = new Uint32Array(mostRank + 1);

  constructor(ranks: Uint8Array = new Uint8Array(registerCount)) {
    this.ranks = ranks;
    for (const rank of ranks) this.#counts[rank] = (this.#counts[rank] ?? 0) + 1;
  }

  /** Raises a register; false when it was as high already. */
  raise(index: number, rank: number): boolean {
    const before = this.ranks[index] ?? 0;
    if (rank <= before) return false;
    this.ranks[index] = rank;
    this.#counts[before] = (this.#counts[before] ?? 0) - 1;
    this.#counts[rank] = (this.#counts[rank] ?? 0) + 1;
    return true;
  }

  estimate(): number {
    const count = (rank: number) => this.#counts[rank] ?? 0;
    let z = registerCount * tau(1 - count(mostRank) / registerCount);
    for (let rank = rankBits; rank >= 1; rank -= 1) z = (z + count(rank)) / 2;
    z += registerCount * sigma(count(0) / registerCount);
    return (alpha * registerCount * registerCount) / z;
  }
}

/** x + Σ x^(2^k) · 2^(k-1): what registers that are still 0 weigh. */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY;
  let sum = x;
  let power = x;
  for (let weight = 1, before = -1; sum !== before; weight *= 2) {
    power *= power;
    before = sum;
    sum += power * weight;
  }
  return sum;
}

/** (1 - x - Σ (1 - x^(2^-k))² · 2^-k) / 3: what registers at the highest rank weigh. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let rest = 1 - x;
  let root = x;
  for (let weight = 0.5, before = -1; rest !== before; weight /= 2) {
    root = Math.sqrt(root);
    before = rest;
    rest -= (1 - root) ** 2 * weight;
  }
  return rest / 3;
}
