import type { AppConfig } from '../auth/app-config.ts';
import type { Config } from '../config/schema.ts';
import type { AppRow } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';

/** The apps as they are configured, without a secret. */
export function consoleApps(apps: readonly AppConfig[], config: Config): ConsoleServices['apps'] {
  const rows = apps.map((app) => rowOf(app, config));
  return { list: () => ({ apps: rows }) };
}

function rowOf(app: AppConfig, config: Config): AppRow {
  return {
    app: app.id,
    ...(app.name !== undefined && { name: app.name }),
    keys: app.keys.map(({ id }) => id),
    tokens: [signatureOf(app.jwt)],
    quotas: quotasOf(app, config),
    retention: retentionOf(app, config),
  };
}

function signatureOf({ hs256, jwksUrl }: AppConfig['jwt']): string {
  if (hs256 !== undefined) return 'HS256';
  return jwksUrl === undefined ? 'public keys (JWKS)' : `public keys (JWKS of ${jwksUrl})`;
}

/** An app's own rate without a burst has two seconds' worth. */
function quotasOf({ quotas }: AppConfig, config: Config): Record<string, number> {
  const rate = (own: number | undefined, burst: number | undefined, base: [number, number]) =>
    own === undefined ? base : ([own, burst ?? 2 * own] as const);
  const [sends, sendsBurst] = rate(quotas?.sendsPerSecond, quotas?.sendsBurst, [
    config.appSendsPerSecond,
    config.appSendsBurst,
  ]);
  const [roomSends, roomSendsBurst] = rate(quotas?.roomSendsPerSecond, quotas?.roomSendsBurst, [
    config.roomAppPerSecond,
    config.roomAppBurst,
  ]);
  return {
    sendsPerSecond: sends,
    sendsBurst,
    roomSendsPerSecond: roomSends,
    roomSendsBurst,
  };
}

const queueKinds = ['user', 'direct', 'group'] as const;

function retentionOf({ retention }: AppConfig, config: Config): Record<string, string> {
  return Object.fromEntries(
    queueKinds.map((kind) => {
      const own = retention?.[kind];
      const days = own?.days ?? config.retentionDays;
      const entries = own?.entries ?? config.retentionEntries;
      return [kind, retentionText(days, entries)];
    }),
  );
}

function retentionText(days: number, entries: number): string {
  const bounds = [
    ...(days > 0 ? [`${days} days`] : []),
    ...(entries > 0 ? [`the newest ${entries} entries`] : []),
  ];
  return bounds.length === 0 ? 'everything' : bounds.join(', of those ');
}
