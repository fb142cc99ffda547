/** A word after `swarm`, and what it does. */
export interface Command {
  name: string;
  /** `ramp TARGET --objective '…'` */
  usage: string;
  about: string;
  /** All that `swarm help NAME` says. */
  help(): string;
  /** Gives the exit code; throws `UsageError` for what the user should mend. */
  run(args: readonly string[]): Promise<number>;
}

export const exitCodes = {
  passed: 0,
  failed: 1,
  badUsage: 2,
  couldNotRun: 3,
  interrupted: 130,
} as const;
