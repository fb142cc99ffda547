import { Hono } from 'hono';
import type { ApiEnv } from './gate.ts';
import { addHealth, type HealthOptions } from './health.ts';

/** Health and metrics alone, for a port that only those who watch the node can reach. */
export function createAdminApi(health: HealthOptions): Pick<Hono<ApiEnv>, 'fetch'> {
  const api = new Hono<ApiEnv>();
  addHealth(api, health);
  api.notFound((context) =>
    context.text('this port has /healthz, /readyz and /metrics; the API is on the other\n', 404),
  );
  return api;
}
