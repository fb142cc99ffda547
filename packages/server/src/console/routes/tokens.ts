import type { UserId } from '@eagre/protocol';
import { minted } from '../../api/routes/tokens.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ObserverToken } from '../contract.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addTokenRoutes(api: ConsoleApi, { mint, limits }: ConsoleDeps): void {
  api.post('/apps/:app/token', async (context) => {
    const { app, session } = context.var;
    // One user for each session: whoever looks from two browsers is two who look.
    const user = `console-${session.id}` as UserId;
    const token = await minted(mint, { app, user, ttlSeconds: limits.consoleTokenSeconds });
    return context.json({ user, ...token } satisfies ObserverToken);
  });
}
