import { z } from 'zod';
import { checked, listFields } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addDeviceRoutes(
  api: ConsoleApi,
  { services: { devices }, limits }: ConsoleDeps,
): void {
  const query = z.strictObject(listFields(limits.consoleRows));
  api.get('/devices', async (context) => {
    return context.json(await devices.list(checked(query, context.req.query(), 'query')));
  });
}
