import { z } from 'zod';
import { checked, queryNumber } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

const query = z.strictObject({
  step: queryNumber(z.int())
    .pipe(z.literal([1000, 60_000]))
    .default(1000),
  since: queryNumber(z.int().min(0)).optional(),
  node: z.string().min(1).max(64).optional(),
});

export function addSeriesRoutes(api: ConsoleApi, { services: { series } }: ConsoleDeps): void {
  api.get('/series', async (context) => {
    return context.json(await series.read(checked(query, context.req.query(), 'query')));
  });
}
