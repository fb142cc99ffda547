import { appId } from '@eagre/protocol';
import { z } from 'zod';

/** HS256 wants a key at least as long as its hash (RFC 7518, section 3.2). */
const shortestSecretBytes = 32;
/** API secrets are compared by hash, so they must not be guessable from it. Characters. */
const shortestKeySecretLength = 24;

const keyId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 characters of A-Z a-z 0-9 _ -');

const key = z
  .strictObject({
    id: keyId,
    secret: z
      .string()
      .regex(
        new RegExp(`^[A-Za-z0-9_-]{${shortestKeySecretLength},256}$`),
        `must be ${shortestKeySecretLength} to 256 characters of A-Z a-z 0-9 _ - (\`eagre key\` makes one)`,
      )
      .optional(),
    /** Instead of the secret: its SHA-256 in hexadecimal. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .optional(),
  })
  .refine((value) => (value.secret === undefined) !== (value.sha256 === undefined), {
    message: 'needs either "secret" or "sha256"',
  });

const jwt = z
  .strictObject({
    hs256: z
      .string()
      .max(1024)
      .refine(
        (text) => Buffer.byteLength(text) >= shortestSecretBytes,
        `must be at least ${shortestSecretBytes} bytes`,
      )
      .optional(),
    jwksUrl: z.url({ protocol: /^https?$/ }).optional(),
    jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }).optional(),
    issuer: z.string().min(1).max(256).optional(),
    audience: z.string().min(1).max(256).optional(),
  })
  .refine((value) => [value.hs256, value.jwksUrl, value.jwks].filter(Boolean).length === 1, {
    message: 'needs exactly one of "hs256", "jwksUrl" and "jwks"',
  });

/** 0: for ever. */
export const retentionDays = z.int().min(0).max(36_500);
/** 0: all. */
export const retentionEntries = z.int().min(0).max(1_000_000_000);

const quotas = z
  .strictObject({
    sendsPerSecond: z.int().min(1).max(1_000_000).optional(),
    sendsBurst: z.int().min(1).max(10_000_000).optional(),
    /** Best-effort messages of all its rooms. */
    roomSendsPerSecond: z.int().min(1).max(10_000_000).optional(),
    roomSendsBurst: z.int().min(1).max(100_000_000).optional(),
  })
  .superRefine((values, context) => {
    for (const name of ['sends', 'roomSends'] as const) {
      const rate = values[`${name}PerSecond`];
      const burst = values[`${name}Burst`];
      if (burst === undefined || (rate !== undefined && burst >= rate)) continue;
      const message =
        rate === undefined
          ? `"${name}Burst" needs "${name}PerSecond"`
          : `"${name}Burst" must not be less than "${name}PerSecond"`;
      context.addIssue({ code: 'custom', message });
    }
  });

const retentionRule = z.strictObject({
  days: retentionDays.optional(),
  entries: retentionEntries.optional(),
});

const retention = z.strictObject({
  user: retentionRule.optional(),
  direct: retentionRule.optional(),
  group: retentionRule.optional(),
});

/** An app as the configuration names it: who may call the API for it, and who signs its tokens. */
export const appConfig = z.strictObject({
  id: appId,
  name: z.string().min(1).max(128).optional(),
  keys: z.array(key).max(16).default([]),
  jwt,
  /** In place of the settings for all apps. Without a burst: two seconds' worth. */
  quotas: quotas.optional(),
  /** In place of the settings for all apps, by the kind of queue. */
  retention: retention.optional(),
});
export type AppConfig = z.infer<typeof appConfig>;
export type KeyConfig = z.infer<typeof key>;

/** Apps of one deployment; each id once. */
export const appConfigs = z
  .array(appConfig)
  .max(1000)
  .superRefine((apps, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of apps.entries()) {
      if (seen.has(id)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: `"${id}" is there twice`,
        });
      }
      seen.add(id);
    }
  });
