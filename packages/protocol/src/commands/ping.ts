import { z } from 'zod';

export const ping = z.strictObject({ id: z.int().min(0), cmd: z.literal('ping') });
export type Ping = z.infer<typeof ping>;

export interface PingAnswer {
  /** Server time, milliseconds since 1970. */
  now: number;
}
