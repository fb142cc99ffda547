/** The users of a run, one device each. */
export function usersOf(runId: string, count: number): string[] {
  return Array.from({ length: count }, (_user, index) => `${runId}u${index}`);
}

export function roomsOf(runId: string, count: number): string[] {
  return Array.from({ length: count }, (_room, index) => `room:${runId}-r${index}`);
}
