import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

/** What the nodes, the configuration and the apps are. */
export function addStateRoutes(
  api: ConsoleApi,
  { services: { nodes, config, apps } }: ConsoleDeps,
): void {
  api.get('/nodes', async (context) => context.json(await nodes.list()));
  api.get('/config', (context) => context.json(config.read()));
  api.get('/apps', (context) => context.json(apps.list()));
}
