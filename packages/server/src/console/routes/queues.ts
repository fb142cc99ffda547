import { z } from 'zod';
import { checked, listFields } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addQueueRoutes(
  api: ConsoleApi,
  { services: { queues }, limits }: ConsoleDeps,
): void {
  const query = z.strictObject(listFields(limits.consoleRows));
  api.get('/queues', async (context) => {
    return context.json(await queues.list(checked(query, context.req.query(), 'query')));
  });
}
