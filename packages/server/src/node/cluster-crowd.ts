import type { Clock } from '@eagre/protocol';
import type { CrowdDesk, CrowdState, CrowdWish, NodeCrowd } from '../api/crowd-desk.ts';
import type { Answered } from '../cluster/questions.ts';
import type { Limits } from '../limits.ts';
import type { Ask, ClusterDesk } from './cluster-desk.ts';

export interface ClusterCrowdOptions {
  /** This node's name. */
  readonly node: string;
  readonly own: NodeCrowd;
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'crowdGoMs' | 'crowdLookMs'>;
  /** Whether a node answers at an address. */
  readonly answersAt: (url: string) => Promise<boolean>;
}

interface CrowdQuestion {
  /** Whoever has a crowd is to send it away … */
  readonly leave: boolean;
  /** … but for this node. */
  readonly but?: string | undefined;
}

type Told = readonly Answered<CrowdState>[];

/** One crowd for all nodes of a cluster: each knows of its own, and whoever is asked asks all. */
export class ClusterCrowd implements CrowdDesk {
  readonly #options: ClusterCrowdOptions;
  readonly #askAll: Ask<CrowdQuestion, CrowdState>;

  constructor(options: ClusterCrowdOptions) {
    const { node, own, desk } = options;
    this.#options = options;
    this.#askAll = desk.question('crowd', ({ leave, but }) => {
      if (leave && but !== node) void own.sendAway();
      return own.state();
    });
  }

  async bring({ calledAt, ...order }: CrowdWish): Promise<CrowdState> {
    const { node, own, answersAt } = this.#options;
    await this.#allLeave(node);
    const leadsHere = calledAt !== undefined && (await answersAt(calledAt));
    return own.bring(order, leadsHere ? calledAt : undefined);
  }

  async sendAway(): Promise<CrowdState> {
    return stateOf(await this.#allLeave());
  }

  /** Two nodes that were asked for one at the same time have two: the one that would stay longer stays. */
  async state(): Promise<CrowdState> {
    const told = await this.#ask({ leave: false });
    const [first, ...others] = runningOf(told);
    if (first !== undefined && others.length > 0) {
      await this.#ask({ leave: true, but: first.node });
    }
    return first?.answer ?? stateOf(told);
  }

  /** Waits until they have left, for as long as a crowd may take. */
  async #allLeave(but?: string): Promise<Told> {
    const { clock, limits } = this.#options;
    const untilMs = clock.monotonicMs() + limits.crowdGoMs + limits.crowdLookMs;
    let told = await this.#ask({ leave: true, but });
    while (runningOf(told).some(({ node }) => node !== but) && clock.monotonicMs() < untilMs) {
      await new Promise<void>((resolve) => void clock.setTimer(limits.crowdLookMs, resolve));
      told = await this.#ask({ leave: false });
    }
    return told;
  }

  async #ask(question: CrowdQuestion): Promise<Told> {
    return (await this.#askAll(question)).all;
  }
}

/** Of the whole cluster, where a node can have a crowd at all. */
export function clusterCrowd(
  own: NodeCrowd | undefined,
  use: Omit<ClusterCrowdOptions, 'own' | 'answersAt'> & {
    readonly limits: Pick<Limits, 'crowdAnswerMs'>;
  },
): CrowdDesk | undefined {
  const { clock, limits } = use;
  const answersAt = (url: string) => isHealthy(url, clock, limits.crowdAnswerMs);
  return own && new ClusterCrowd({ ...use, own, answersAt });
}

async function isHealthy(url: string, clock: Clock, withinMs: number): Promise<boolean> {
  const late = new AbortController();
  const timer = clock.setTimer(withinMs, () => late.abort());
  try {
    return (await fetch(new URL('/healthz', url), { signal: late.signal })).ok;
  } catch {
    return false;
  } finally {
    timer.cancel();
  }
}

/** Crowds that are there, the one that stays longest first. */
function runningOf(told: Told): Answered<CrowdState>[] {
  return told
    .filter(({ answer }) => answer.running)
    .sort((a, b) => (b.answer.endsAt ?? 0) - (a.answer.endsAt ?? 0) || (a.node < b.node ? -1 : 1));
}

/** Of a cluster without a crowd: why the last one ended, if any node can tell. */
function stateOf(told: Told): CrowdState {
  const [running] = runningOf(told);
  if (running !== undefined) return running.answer;
  const error = told.find(({ answer }) => answer.error !== undefined)?.answer.error;
  return { running: false, ...(error !== undefined && { error }) };
}
