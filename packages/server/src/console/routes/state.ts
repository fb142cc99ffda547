import { z } from 'zod';
import { checked } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

const ofNode = z.strictObject({ node: z.string().min(1).max(64).optional() });

/** What the nodes, the configuration and the apps are. */
export function addStateRoutes(
  api: ConsoleApi,
  { services: { nodes, config, apps } }: ConsoleDeps,
): void {
  api.get('/nodes', async (context) => context.json(await nodes.list()));
  api.get('/config', async (context) => {
    const { node } = checked(ofNode, context.req.query(), 'query');
    return context.json(await config.read(node));
  });
  api.get('/apps', (context) => context.json(apps.list()));
}
