import type { Clock } from '@eagre/protocol';
import type { Hono } from 'hono';
import type { Metrics } from '../observability/metrics.ts';
import type { ApiEnv } from './gate.ts';

/** What decides whether a load balancer should send devices here. */
export interface Readiness {
  draining(): boolean;
  /** What there is too much of, if there is. */
  overload(): string | undefined;
  /** Resolves when the store answered a read, rejects when it can't. */
  storeAnswers(): Promise<void>;
}

export interface HealthOptions {
  readiness: Readiness;
  metrics: Metrics;
  clock: Clock;
  version: string;
  limits: { readonly readyStoreMs: number };
}

/** For machines that watch the process: no key, so nothing of any app is told here. */
export function addHealth(api: Hono<ApiEnv>, options: HealthOptions): void {
  const { clock, metrics, version } = options;
  const startedMs = clock.monotonicMs();
  api.get('/healthz', (context) =>
    context.json({
      status: 'alive',
      version,
      uptimeSeconds: Math.floor((clock.monotonicMs() - startedMs) / 1000),
    }),
  );
  api.get('/readyz', async (context) => {
    const reasons = await reasonsNotReady(options);
    const ready = reasons.length === 0;
    return context.json({ ready, reasons }, ready ? 200 : 503);
  });
  api.get('/metrics', async () => {
    return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
  });
}

async function reasonsNotReady(options: HealthOptions): Promise<string[]> {
  const { readiness } = options;
  const reasons: string[] = [];
  if (readiness.draining()) reasons.push('draining');
  const overload = readiness.overload();
  if (overload !== undefined) reasons.push(`overloaded: ${overload}`);
  const store = await storeTrouble(options);
  if (store !== undefined) reasons.push(store);
  return reasons;
}

async function storeTrouble({ readiness, clock, limits }: HealthOptions) {
  const late = Promise.withResolvers<string>();
  const timer = clock.setTimer(limits.readyStoreMs, () =>
    late.resolve(`store did not answer within ${limits.readyStoreMs} ms`),
  );
  const answered = readiness.storeAnswers().then(
    () => undefined,
    (error: unknown) => `store: ${error instanceof Error ? error.message : error}`,
  );
  const trouble = await Promise.race([answered, late.promise]);
  timer.cancel();
  return trouble;
}
