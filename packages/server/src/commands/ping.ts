import type { Clock, PingAnswer } from '@eagre/protocol';
import type { CommandHandler } from './command.ts';

export function pingCommand(clock: Clock): CommandHandler<'ping'> {
  return async () => JSON.stringify({ now: clock.now() } satisfies PingAnswer);
}
