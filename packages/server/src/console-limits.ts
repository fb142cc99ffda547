/** Limits of the operators' console, each with its reason; a part of `limits.ts`. */
export const consoleLimits = {
  /** Requests of consoles that one node answers at once: a few operators with a few panels each. */
  consoleRequests: 64,
  /** A session ends after a night's shift. ms. */
  consoleSessionMs: 12 * 60 * 60_000,
  /**
   * Sessions that were logged out and whose time has not come: a document of 60 KB. Beyond it those
   * whose time comes first are forgotten.
   */
  consoleEndedSessions: 1000,
  /** A node that was not told of a logout learns of it from the store this much later. ms. */
  consoleEndedReadMs: 5000,
  /** … and goes on with what it knows when the store takes longer than this. ms. */
  consoleEndedWaitMs: 500,
  /** Logins that one address may try at once: typing errors of a few operators … */
  consoleLoginBurst: 10,
  /** … and in a minute: nobody guesses a key of 24 characters so. */
  consoleLoginsPerMinute: 10,
  /** Logins that all addresses together may try at once … */
  consoleLoginBurstInAll: 100,
  /** … and in a minute. */
  consoleLoginsPerMinuteInAll: 300,
  /** Addresses whose tries are remembered: 100 bytes each. */
  consoleLoginAddresses: 10_000,
  /** Of refused logins one is written down this often, the rest are counted: a year is 500,000. ms. */
  consoleRefusedEveryMs: 60_000,
  /** What the audit log keeps of a request's body. Characters. */
  consoleAuditDetail: 500,
  /** … and of its path. Characters. */
  consoleAuditAction: 200,
  /** Entries on a page of the audit log … */
  consoleAuditPage: 200,
  /** … and their bytes: as many of the longest fit. */
  consoleAuditPageBytes: 2 * 1024 * 1024,
  /** A token with which the page looks into a room; the page gets another in time. Seconds. */
  consoleTokenSeconds: 15 * 60,
  /** Rows of a list (rooms, queues, devices, ways) that the page may ask for: a screen or four. */
  consoleRows: 200,
  /** Queues on a device's page: all of most users, and those furthest behind of the others … */
  consolePositions: 50,
  /** … and of each device in a list. */
  consoleListPositions: 10,
  /** Notes on blocked lines that are looked at for the list of queues: some 10 ms. */
  consoleLacks: 100_000,
  /** The newest switches of a conversation's mode that are shown. */
  consoleSwitches: 50,
  /** Members whose queues are compared, to look for them in the quietest: heads are a small read. */
  consoleSwitchQueues: 64,
} as const;
