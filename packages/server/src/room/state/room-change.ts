import { type RoomRole, type UserId, wireLimits } from '@eagre/protocol';
import { z } from 'zod';
import { issueField, issueMessage } from '../../conversation/issues.ts';
import { limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { RoomSettings } from './room-settings.ts';
import { foldText } from './word-filter.ts';

const word = z
  .string()
  .max(limits.roomWordChars)
  .refine((text) => foldText(text).trim() !== '', 'must not be empty')
  .transform((text) => text.trim());

/** What a backend may set of a room; what is absent stays, null takes off. */
export const roomChange = z.strictObject({
  name: z.string().min(1).max(wireLimits.titleLength).nullable().optional(),
  tier: z
    .strictObject({
      windowMs: z.int().min(0).max(limits.roomWindowMs).optional(),
      flushItems: z.int().min(0).max(limits.roomPendingChat).optional(),
      displayPerSecond: z.int().min(0).max(limits.roomAppPerSecond).optional(),
    })
    .nullable()
    .optional(),
  mutedAll: z.boolean().optional(),
  slowMs: z.int().min(0).max(wireLimits.moderationMs).optional(),
  words: z.array(word).max(limits.roomWords).optional(),
  deviceLimit: z.int().min(1).max(limits.roomDevices).nullable().optional(),
  perSecond: z.int().min(1).max(limits.roomAppPerSecond).nullable().optional(),
});

export type RoomChange = z.input<typeof roomChange>;

/** Errors: `invalid_argument` with the field and its limit. */
export function changedSettings(before: RoomSettings, change: RoomChange): RoomSettings {
  const checked = roomChange.safeParse(change);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const field = issueField(issue);
    throw new ServiceError('invalid_argument', issueMessage(field, issue), { field });
  }
  const { words, ...rest } = checked.data;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const next = { ...before, ...Object.fromEntries(given) };
  const kept = Object.entries(next).filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(kept) as unknown as RoomSettings),
    ...(words !== undefined && { words: [...new Set(words)] }),
  };
}

/** Errors: `limit_exceeded`. */
export function changedRole(before: RoomSettings, user: UserId, role: RoomRole): RoomSettings {
  if ((before.roles.get(user) ?? 'viewer') === role) return before;
  const roles = new Map(before.roles);
  if (role === 'viewer') roles.delete(user);
  else roles.set(user, role);
  if (roles.size > limits.roomRoles) {
    throw new ServiceError(
      'limit_exceeded',
      `a room may have at most ${limits.roomRoles} users with a role`,
      { field: 'user' },
    );
  }
  return { ...before, roles };
}
