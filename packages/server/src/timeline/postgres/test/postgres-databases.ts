import { realClock } from '@eagre/protocol';
import { FakeClock, PostgresServer } from '@eagre/testkit';
import {
  openPostgresTimeline,
  type PostgresTimeline,
  type PostgresTimelineOptions,
} from '../../timeline-postgres.ts';

/** Nothing here is to survive a power cut, and a database is made in half the time. */
const settings = { fsync: 'off', full_page_writes: 'off' };

const tables = `queue entry personal outbox conversation member account document count_sum once`;

/** As after the migration, when a fake clock began. */
const empty = `
  ${tables.replaceAll(/\w+/g, 'DELETE FROM eagre.$&;')}
  UPDATE eagre.meta SET value = 0
  WHERE name IN ('epoch_floor', 'epoch_taken_over', 'once_day', 'map_version');
  UPDATE eagre.meta SET value = ${Math.floor(new FakeClock().now() / 1000)}
  WHERE name = 'store_epoch'`;

/** One PostgreSQL server for all tests of a file, with a database of its own for each of them. */
export class PostgresDatabases implements AsyncDisposable {
  readonly server: PostgresServer;
  readonly #template: string;
  readonly #idle: string[] = [];

  private constructor(server: PostgresServer, template: string) {
    this.server = server;
    this.#template = template;
  }

  static async start(): Promise<PostgresDatabases> {
    const server = await PostgresServer.start({ settings });
    const url = await server.database();
    const timeline = await openIn(url, { clock: new FakeClock() });
    await timeline.close();
    // Copies are to begin as the store that was made, not as one that was restored.
    await server.sql("DELETE FROM eagre.meta WHERE name = 'home'", nameOf(url));
    return new PostgresDatabases(server, nameOf(url));
  }

  /** The URL of an empty store, made when a fake clock begins. */
  async database(): Promise<string> {
    return this.#idle.pop() ?? this.server.database(this.#template);
  }

  /** For another test: emptying it takes a third of the time of making one. */
  async giveBack(url: string): Promise<void> {
    await this.server.sql(empty, nameOf(url));
    this.#idle.push(url);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.stop();
  }
}

/** The clock is that of the days; answers of the server come in real time. */
export function openIn(
  url: string,
  options: Omit<PostgresTimelineOptions, 'url' | 'linkClock'>,
): Promise<PostgresTimeline> {
  return openPostgresTimeline({ url, linkClock: realClock, ...options });
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
