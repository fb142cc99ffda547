import type { Clock } from '@eagre/protocol';
import type { Hono } from 'hono';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { ApiEnv } from './gate.ts';
import { StoreProbe } from './store-probe.ts';

/** What decides whether a load balancer should send devices here. */
export interface Readiness {
  /** Nothing new is begun here any more. */
  draining(): boolean;
  /** Why devices should go elsewhere, as far as it is known without asking the store. */
  reasons(): string[];
  /** What is worse than it should be, though devices are served well here. */
  degraded(): string[];
  /** Resolves when the store answered a read, rejects when it can't. */
  storeAnswers(): Promise<void>;
}

export interface HealthOptions {
  readiness: Readiness;
  metrics: Metrics;
  clock: Clock;
  version: string;
  limits: Pick<Limits, 'readyStoreMs'>;
}

/** For machines that watch the process: no key, so nothing of any app is told here. */
export function addHealth(api: Hono<ApiEnv>, options: HealthOptions): void {
  const { clock, metrics, readiness, version } = options;
  const startedMs = clock.monotonicMs();
  api.get('/healthz', (context) =>
    context.json({
      status: 'alive',
      version,
      uptimeSeconds: Math.floor((clock.monotonicMs() - startedMs) / 1000),
    }),
  );
  const store = new StoreProbe(options);
  api.get('/readyz', async (context) => {
    const trouble = await store.trouble();
    const reasons = [...readiness.reasons(), ...(trouble === undefined ? [] : [trouble])];
    const degraded = readiness.degraded();
    const ready = reasons.length === 0;
    const body = { ready, reasons, ...(degraded.length > 0 && { degraded }) };
    return context.json(body, ready ? 200 : 503);
  });
  api.get('/metrics', async () => {
    return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
  });
}
