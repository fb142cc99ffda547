import type { AppId } from '@eagre/protocol';
import type { Config } from '../config/schema.ts';
import { auditApp } from '../console/audit/audit-log.ts';
import { type AppRetention, RetentionPolicy } from '../conversation/retention-policy.ts';
import type { AppRates } from '../flow/limiter.ts';
import { rateOf } from '../flow/token-bucket.ts';
import { type Limits, limits } from '../limits.ts';

/** The limits of this deployment: those the configuration names, and else those of `limits.ts`. */
export function limitsOf(config: Config): Limits {
  const configured = Object.entries(config).filter(([name]) => name in limits);
  return { ...limits, ...(Object.fromEntries(configured) as Partial<Limits>) };
}

/** What operators did is kept, whatever is done with messages. */
const keepAll: AppRetention = { group: { days: 0, entries: 0 } };

/** What is kept of which queue. */
export function retentionOf(config: Config): RetentionPolicy {
  const { retentionDays: days, retentionEntries: entries } = config;
  const apps = config.apps.flatMap(({ id, retention }): [AppId, AppRetention][] =>
    retention === undefined ? [] : [[id, retention]],
  );
  return new RetentionPolicy({ days, entries }, new Map([...apps, [auditApp, keepAll]]));
}

/** Rates of the apps that have their own. */
export function quotasOf(config: Config): Map<AppId, AppRates> {
  return new Map(
    config.apps.flatMap(({ id, quotas }): [AppId, AppRates][] => {
      if (quotas === undefined) return [];
      const { sendsPerSecond, sendsBurst, roomSendsPerSecond, roomSendsBurst } = quotas;
      const rates = {
        ...(sendsPerSecond !== undefined && { sends: rateOf(sendsPerSecond, sendsBurst) }),
        ...(roomSendsPerSecond !== undefined && {
          rooms: rateOf(roomSendsPerSecond, roomSendsBurst),
        }),
      };
      return [[id, rates]];
    }),
  );
}
