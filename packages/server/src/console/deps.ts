import type { AppId, Clock, ConversationId, UserId } from '@eagre/protocol';
import type { ApiBindings } from '../api/gate.ts';
import type { AppDirectory } from '../auth/app-directory.ts';
import type { TokenMint } from '../auth/token-mint.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { AuditStore } from './audit/audit-log.ts';
import type {
  AppsAnswer,
  ConfigAnswer,
  ConversationPage,
  DevicesAnswer,
  FollowAnswer,
  NodesAnswer,
  QueuesAnswer,
  RoomsAnswer,
  SeriesAnswer,
  UserPage,
  WayAnswer,
  WaysAnswer,
} from './contract.ts';
import type { LoggedOut } from './session/ended-sessions.ts';

/** Which series are wanted; the route has checked them. */
export interface SeriesQuery {
  /** 1000 or 60,000. */
  readonly step: 1000 | 60_000;
  /** Points after this, milliseconds since 1970; without it the newest. */
  readonly since?: number | undefined;
  readonly node?: string | undefined;
}

/** Rows of one app, or of all; `limit` is at most `consoleRows`. */
export interface ListQuery {
  readonly app?: AppId | undefined;
  readonly limit: number;
}

export interface WaysQuery extends ListQuery {
  readonly conversation?: ConversationId | undefined;
}

/** Whose messages: of a conversation, of a sender, or both. */
export interface WayTarget {
  readonly conversation?: ConversationId | undefined;
  readonly from?: UserId | undefined;
}

export interface WayWhere extends WayTarget {
  readonly app?: AppId | undefined;
}

/**
 * What the console's routes call, put together in `node/`. Every call may reject with a
 * `ServiceError`; `undefined` is answered as `not_found`.
 */
export interface ConsoleServices {
  readonly series: { read(query: SeriesQuery): Promise<SeriesAnswer> };
  readonly rooms: { list(query: ListQuery): Promise<RoomsAnswer> };
  readonly queues: { list(query: ListQuery): Promise<QueuesAnswer> };
  readonly conversations: {
    get(app: AppId, conversation: ConversationId): Promise<ConversationPage | undefined>;
  };
  readonly devices: { list(query: ListQuery): Promise<DevicesAnswer> };
  readonly users: { get(app: AppId, user: UserId): Promise<UserPage | undefined> };
  readonly ways: {
    list(query: WaysQuery): Promise<WaysAnswer>;
    /** Without an app: of whichever has it. */
    get(id: string, where: WayWhere): Promise<WayAnswer | undefined>;
    follow(app: AppId, target: WayTarget): Promise<FollowAnswer>;
    /** No effect on what is not followed. */
    unfollow(app: AppId, target: WayTarget): Promise<void>;
  };
  readonly nodes: { list(): Promise<NodesAnswer> };
  readonly config: { read(node: string | undefined): Promise<ConfigAnswer> };
  readonly apps: { list(): AppsAnswer };
}

/** All that the console's API needs from the rest of the node. */
export interface ConsoleDeps {
  /** Whoever knows it is an operator; without one the console is off. */
  readonly adminKey: string | undefined;
  readonly node: string;
  readonly cluster: boolean;
  readonly version: string;
  readonly dev: boolean;
  readonly services: ConsoleServices;
  readonly apps: AppDirectory;
  readonly mint: TokenMint;
  /** The HTTP API of this node. */
  readonly api: (request: Request, bindings: ApiBindings) => Response | Promise<Response>;
  /** Where the audit log lies. */
  readonly store: AuditStore;
  readonly loggedOut: LoggedOut;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly logger: Logger;
}
