/** A simulated crowd to look at, in development mode. */
export interface CrowdOrder {
  /** Name without `room:`. */
  readonly room: string;
  readonly devices: number;
  readonly minutes: number;
}

export interface CrowdState {
  readonly running: boolean;
  readonly room?: string;
  readonly devices?: number;
  /** Milliseconds since 1970. */
  readonly endsAt?: number;
  /** Why the last one ended early. */
  readonly error?: string;
}

/** Brings at most one crowd at a time. */
export interface CrowdDesk {
  /** The one before leaves first. Errors: `unknown_command` where no crowd can be had. */
  bring(order: CrowdOrder): Promise<CrowdState>;
  state(): CrowdState;
  sendAway(): Promise<CrowdState>;
}
