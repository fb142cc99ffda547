import { checked, found, userParams } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addUserRoutes(api: ConsoleApi, { services: { users } }: ConsoleDeps): void {
  api.get('/apps/:app/users/:user', async (context) => {
    const { app, user } = checked(userParams, context.req.param(), 'param');
    return context.json(found(await users.get(app, user), 'user'));
  });
}
