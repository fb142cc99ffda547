import { z } from 'zod';
import { checked, listFields } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addRoomRoutes(api: ConsoleApi, { services: { rooms }, limits }: ConsoleDeps): void {
  const query = z.strictObject(listFields(limits.consoleRows));
  api.get('/rooms', async (context) => {
    return context.json(await rooms.list(checked(query, context.req.query(), 'query')));
  });
}
