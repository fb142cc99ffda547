import {
  type Clock,
  type CommandName,
  type Connect,
  type Request,
  requestSchemas,
  type WireError,
} from '@eagre/protocol';
import { userActor } from '../conversation/actor.ts';
import { issueField, issueMessage } from '../conversation/issues.ts';
import { expectedFault, internalFault } from '../conversation/wire-fault.ts';
import type { Connection } from '../gateway/connection.ts';
import type { Dispatch, WireRequest } from '../gateway/wire-request.ts';
import { ServiceError } from '../service-error.ts';
import type { CommandHandler, CommandHandlers, PlainCommandName } from './command.ts';

/** Where the dispatcher counts; observability has one for Prometheus. */
export interface CommandMetrics {
  /** `result` is `ok` or the code of the error. */
  done(command: CommandName | 'unknown', result: string, seconds: number): void;
}

export interface DispatcherOptions {
  connect: (connection: Connection, request: Connect) => Promise<void>;
  handlers: CommandHandlers;
  clock: Clock;
  metrics: CommandMetrics;
  /** Told of what nobody expected. */
  report: (error: unknown, command: CommandName) => void;
}

/**
 * The way of every command: found in the table, validated against its schema, carried out, answered.
 * Handlers throw; here is the one place where that becomes an error on the wire.
 */
export function createDispatcher(options: DispatcherOptions): Dispatch {
  const { clock, metrics, report } = options;

  async function run(connection: Connection, name: CommandName, raw: WireRequest): Promise<void> {
    if (name === 'connect') {
      await options.connect(connection, validated('connect', raw));
      return;
    }
    const ok = await callPlain(options.handlers, connection, name, raw);
    connection.answer(raw.id, ok);
  }

  return async (connection, raw) => {
    const startedMs = clock.monotonicMs();
    const name = commandNameOf(raw.cmd);
    let result = 'ok';
    const refuse = (error: WireError) => {
      result = error.code;
      connection.fail(raw.id, error);
    };
    try {
      if (name === undefined) throw unknownCommand();
      await run(connection, name, raw);
    } catch (error) {
      const fault = expectedFault(error);
      if (fault === undefined && name !== undefined) report(error, name);
      refuse(fault ?? internalFault());
    }
    metrics.done(name ?? 'unknown', result, (clock.monotonicMs() - startedMs) / 1000);
  };
}

async function callPlain<Name extends PlainCommandName>(
  handlers: CommandHandlers,
  connection: Connection,
  name: Name,
  raw: WireRequest,
): Promise<string> {
  const request = validated(name, raw);
  const { identity } = connection;
  if (identity === undefined) throw new ServiceError('not_connected', 'send connect first');
  const handler: CommandHandler<Name> = handlers[name];
  const actor = userActor(identity.app, identity.user, identity.device);
  return handler({ actor, request, connection });
}

/** The table is searched for own names only: `toString` is no command. */
function commandNameOf(cmd: string): CommandName | undefined {
  return Object.hasOwn(requestSchemas, cmd) ? (cmd as CommandName) : undefined;
}

function unknownCommand(): ServiceError {
  const names = Object.keys(requestSchemas).join(', ');
  return new ServiceError('unknown_command', `cmd must be one of ${names}`, { field: 'cmd' });
}

function validated<Name extends CommandName>(name: Name, raw: WireRequest): Request<Name> {
  const parsed = requestSchemas[name].safeParse(raw);
  if (parsed.success) return parsed.data as Request<Name>;
  const issue = parsed.error.issues[0];
  const field = issueField(issue);
  throw new ServiceError('invalid_argument', issueMessage(field, issue), { field });
}
