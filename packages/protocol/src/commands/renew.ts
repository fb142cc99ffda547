import { z } from 'zod';

/** Replaces the token of an open connection; it must be of the same app, user and device. */
export const renew = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('renew'),
  token: z.string().min(1).max(4096),
});
export type Renew = z.infer<typeof renew>;

export interface RenewAnswer {
  tokenExpiresAt: number;
}
