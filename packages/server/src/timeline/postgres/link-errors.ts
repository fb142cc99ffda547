import { hideSecrets } from '../../url-secrets.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';
import { TimelineError } from '../timeline.ts';

/** The server refused a statement, and will again: a bug, a poisoned value, a missing right. */
export class PostgresFault extends Error {
  /** SQLSTATE: five characters. */
  readonly code: string;
  /** The constraint that was violated, where it was one. */
  readonly constraint: string | undefined;
  constructor(code: string, message: string, constraint?: string) {
    super(`${message} (${code})`);
    this.name = 'PostgresFault';
    this.code = code;
    this.constraint = constraint;
  }
}

/** The transaction was rolled back in favour of another: the same once more may do. */
export class CollisionError extends TimelineError {}

/** No room on the server's disk; nothing was stored. */
const noRoom = /^53100$/;
/**
 * Connection trouble, resources used up (53: connections, memory), the server or an administrator
 * ended something (57), system errors (58), damaged data (XX001, XX002), locks not had in time, and
 * 25006: a standby, which takes no writes.
 */
const unavailable = /^(08|53|57|58|25006$|25P0[34]$|55P03$|40003$|XX00[12]$)/;
/** Serialization failure, deadlock. */
const collision = /^40(001|P01)$/;
/** What waiting does not mend: wrong name, password or database. */
const misconfigured = /^(28|3D000|42501|0A000)/;
/** After these nothing more can be had from the connection. */
const endsConnection = /^(08|57P0|25006$)/;

/** Whether an operator has to mend something before another attempt makes sense. */
export function isMisconfigured(error: unknown): boolean {
  return misconfigured.test(sqlState(error));
}

export function isEndOfConnection(error: unknown): boolean {
  return sqlState(error) === '' || endsConnection.test(sqlState(error));
}

/** As a link tells what the client library or the network said. */
export function asLinkError(error: unknown): TimelineError | PostgresFault {
  if (error instanceof TimelineError || error instanceof PostgresFault) return error;
  const code = sqlState(error);
  const message = messageOf(error);
  // The cause is not kept: it may hold parameters, and a URL with its password.
  if (noRoom.test(code)) {
    return new TimelineError('full', `no room on PostgreSQL's disk (${code}: ${message})`);
  }
  if (code === '') return new TimelineError('unavailable', `PostgreSQL: ${message}`);
  const text = `PostgreSQL: ${message} (${code})`;
  if (collision.test(code)) return new CollisionError('unavailable', text);
  if (unavailable.test(code)) return new TimelineError('unavailable', text);
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
  return new PostgresFault(code, message, typeof constraint === 'string' ? constraint : undefined);
}

/** For people. */
export function reasonOf(error: unknown): string {
  return error instanceof StoreOpenError ? error.message : asLinkError(error).message;
}

/** SQLSTATE of what the server said; empty for everything else, the connection's trouble included. */
function sqlState(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  const code = String(error.code);
  return 'severity' in error || error instanceof PostgresFault ? code : '';
}

function messageOf(error: unknown): string {
  return hideSecrets(error instanceof Error ? error.message : String(error));
}
