import type { Clock } from '@eagre/protocol';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppDirectory } from '../auth/app-directory.ts';
import type { TokenMint } from '../auth/token-mint.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { CrowdDesk } from './crowd-desk.ts';
import type { ApiEnv } from './gate.ts';
import type { HealthOptions } from './health.ts';
import type { ApiServices } from './services.ts';

/** All that the HTTP API needs from the rest of the node. */
export interface ApiDeps {
  apps: AppDirectory;
  mint: TokenMint;
  services: ApiServices;
  health: Omit<HealthOptions, 'clock' | 'limits'>;
  clock: Clock;
  limits: Limits;
  logger: Logger;
  /** Development mode: tokens for everybody who asks from this machine. */
  dev: boolean;
  /** … and a simulated crowd, where one can be had. */
  crowd?: CrowdDesk | undefined;
}

export type Api = OpenAPIHono<ApiEnv>;
