import type { ServerSettings } from '../../target/local-server-settings.ts';

/** What `eagre serve` allows unless told: scenarios must live with it. */
export const defaultLimits: ServerSettings = {
  commandsPerSecond: 50,
  commandsBurst: 200,
  sendsPerSecond: 20,
  sendsBurst: 60,
  appSendsPerSecond: 10_000,
  appSendsBurst: 20_000,
};
