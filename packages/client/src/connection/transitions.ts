/**
 * Where a client is with its connection. `waiting`: a pause before the next try. `stopped`: it will not
 * try again by itself.
 */
export type ConnectionState =
  | 'idle'
  | 'connecting'
  | 'authenticating'
  | 'online'
  | 'waiting'
  | 'stopped';

/**
 * What may happen: `start` and `stop` come from the application, `opened` from the network,
 * `accepted` from the server's answer to `connect`, `lost` from anything that a new try may cure,
 * `refused` from anything that it will not, `moved` after a drain notice, `retry` when the pause ends.
 */
export type ConnectionEvent =
  | 'start'
  | 'opened'
  | 'accepted'
  | 'lost'
  | 'refused'
  | 'moved'
  | 'retry'
  | 'stop';

/** Every legal transition; what is not here does not happen. */
export const transitions: {
  readonly [state in ConnectionState]: { readonly [event in ConnectionEvent]?: ConnectionState };
} = {
  idle: { start: 'connecting', stop: 'stopped' },
  connecting: { opened: 'authenticating', lost: 'waiting', refused: 'stopped', stop: 'stopped' },
  authenticating: { accepted: 'online', lost: 'waiting', refused: 'stopped', stop: 'stopped' },
  online: { lost: 'waiting', refused: 'stopped', moved: 'connecting', stop: 'stopped' },
  waiting: { retry: 'connecting', stop: 'stopped' },
  stopped: { start: 'connecting' },
};
