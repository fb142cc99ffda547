import type { CommandName, Request } from '@eagre/protocol';
import type { Actor } from '../conversation/actor.ts';
import type { Connection } from '../gateway/connection.ts';

/** A command of a device that has said who it is. */
export interface CommandCall<Name extends CommandName> {
  readonly actor: Actor;
  readonly request: Request<Name>;
  readonly connection: Connection;
}

/** Carries out a validated command. Gives the answer as JSON text, or throws (see wire-fault.ts). */
export type CommandHandler<Name extends CommandName> = (call: CommandCall<Name>) => Promise<string>;

/** Every command but `connect`, which has no actor yet and ends with an uncorked connection. */
export type PlainCommandName = Exclude<CommandName, 'connect'>;

export type CommandHandlers = { readonly [Name in PlainCommandName]: CommandHandler<Name> };
