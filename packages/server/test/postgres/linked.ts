import { test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { whyNoPostgres } from '@eagre/testkit';
import { type Limits, limits } from '../../src/limits.ts';
import { openLink } from '../../src/timeline/postgres/link.ts';
import type { Link, LinkState, Statement } from '../../src/timeline/postgres/link-types.ts';

export interface Linked extends AsyncDisposable {
  readonly link: Link;
  /** Each state that was told. */
  readonly states: LinkState[];
  readonly reports: string[];
}

/** Short enough that a test need not wait, long enough for a busy machine. */
const testLimits: Limits = {
  ...limits,
  postgresDownWaitMs: 100,
  postgresReconnectMinMs: 5,
  postgresReconnectMaxMs: 50,
  postgresPulseMs: 100,
  postgresGoneMs: 100,
};

export async function linked(url: string, changes: Partial<Limits> = {}): Promise<Linked> {
  const states: LinkState[] = [];
  const reports: string[] = [];
  const link = await openLink({
    url,
    clock: realClock,
    limits: { ...testLimits, ...changes },
    report: (error, what) => reports.push(`${what}: ${error}`),
    watch: (state) => states.push(state),
  });
  return { link, states, reports, [Symbol.asyncDispose]: () => link.close() };
}

/** A test with a real server, which takes its time on a busy machine. */
export function withPostgres(name: string, run: () => Promise<void>): void {
  test.skipIf(whyNoPostgres() !== undefined)(name, run, 60_000);
}

/** A statement that is not prepared. */
export function sql(text: string, limitMs?: number): Statement {
  return { name: '', text, ...(limitMs !== undefined && { limitMs }) };
}

/** What a call came to: its rows, or the code and text of its error. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await call);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `${error.code}` : 'no code';
    return `${code}: ${error instanceof Error ? error.message : error}`;
  }
}
