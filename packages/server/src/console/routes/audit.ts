import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { checked, queryNumber } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';

export function addAuditRoutes(
  api: ConsoleApi,
  audit: AuditLog,
  { consoleAuditPage: most }: Pick<Limits, 'consoleAuditPage'>,
): void {
  const query = z.strictObject({
    before: queryNumber(z.int().min(1)).optional(),
    limit: queryNumber(z.int().min(1).max(most)).default(Math.min(50, most)),
  });
  api.get('/audit', async (context) => {
    const { before, limit } = checked(query, context.req.query(), 'query');
    return context.json(await audit.page(before, limit));
  });
}
