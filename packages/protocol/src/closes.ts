/** By itself, for clients that need no table: the same device connected again. */
export const replacedCode = 4504;

/**
 * Every code with which a server closes a connection. 4000 to 4499 say "reconnect" (with back-off),
 * 4500 to 4999 say "stop: trying again the same way will be refused again".
 */
export const closeTable = {
  draining: { code: 4000, reason: 'server is draining, reconnect' },
  slow_consumer: { code: 4001, reason: 'device reads too slowly, reconnect and pull' },
  heartbeat_timeout: { code: 4002, reason: 'nothing heard from the device' },
  token_expired: { code: 4003, reason: 'token expired, reconnect with a new one' },
  overloaded: { code: 4004, reason: 'server is overloaded, reconnect later' },
  connect_timeout: { code: 4005, reason: 'no connect command in time' },
  internal: { code: 4006, reason: 'internal error, reconnect' },
  malformed_frame: { code: 4500, reason: 'frame is not a command of this protocol' },
  frame_too_large: { code: 4501, reason: 'frame exceeds the limit' },
  unauthenticated: { code: 4502, reason: 'token refused' },
  kicked: { code: 4503, reason: 'device was kicked' },
  replaced: { code: replacedCode, reason: 'the same device connected again' },
  too_many_devices: { code: 4505, reason: 'user has too many devices' },
  flood: { code: 4506, reason: 'device kept sending past its limits' },
} as const satisfies Record<string, { code: number; reason: string }>;

export type CloseName = keyof typeof closeTable;

/** Whether a device that saw this close code should connect again by itself. */
export function mayReconnect(code: number): boolean {
  return code < 4500;
}
