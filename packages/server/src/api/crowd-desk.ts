/** A simulated crowd to look at, in development mode. */
export interface CrowdOrder {
  /** Name without `room:`. */
  readonly room: string;
  readonly devices: number;
  readonly minutes: number;
}

/** A wish for a crowd, as it came in. */
export interface CrowdWish extends CrowdOrder {
  /** Address by which the server was called. */
  readonly calledAt?: string | undefined;
}

export interface CrowdState {
  /** Until the last of it has left. */
  readonly running: boolean;
  readonly room?: string;
  readonly devices?: number;
  /** Milliseconds since 1970. */
  readonly endsAt?: number;
  /** Why the last one ended early. */
  readonly error?: string;
}

/** Brings at most one crowd at a time, whichever node of a cluster is asked. */
export interface CrowdDesk {
  /**
   * The one before leaves first. In a cluster it comes to where the server was called, as others do,
   * if that leads to a node from here. Errors: `unknown_command` where no crowd can be had.
   */
  bring(wish: CrowdWish): Promise<CrowdState>;
  state(): CrowdState | Promise<CrowdState>;
  sendAway(): Promise<CrowdState>;
}

/** The crowd of one node, which knows of it without asking anybody. */
export interface NodeCrowd extends CrowdDesk {
  /** It comes to `url`, without one to this node. */
  bring(order: CrowdOrder, url?: string): Promise<CrowdState>;
  state(): CrowdState;
}
