/** Limits of live rooms, each with its reason; a part of `limits.ts`. */
export const roomLimits = {
  /** Devices in one room of a node. */
  roomDevices: 1_000_000,
  /** A device whose connection closed stays in its rooms this long: a flicker is no churn. ms. */
  roomGraceMs: 10_000,
  /** Devices that leave in one turn of the event loop, when many connections were lost at once. */
  roomLeaveSlice: 512,
  /** Nodes are told a second time where a device acts: counts are right in 2 s if one is lost. ms. */
  roomMoveRepeatMs: 1000,
  /** A room without devices and without news is let go after this. ms. */
  roomIdleMs: 60_000,
  /** The answer to `room.enter` is put together at most this often. ms. */
  roomSnapshotMs: 250,
  /** Last reliable entries that whoever enters is given … */
  roomSnapshotEntries: 10,
  /** … and last best-effort messages. */
  roomSnapshotChat: 20,
  /** … of as many characters: who enters is to see the room before it has loaded long texts. */
  roomSnapshotChatChars: 16 * 1024,
  /** Newest reliable entries of a room in memory, for re-delivery: what is older is pulled. */
  roomLogEntries: 256,
  roomLogChars: 1024 * 1024,
  /** A refused push is tried again at so many flushes, then the device pulls (mission M12). */
  roomRetries: 3,
  /** A retry comes no sooner than this, so that three of them outlast a short jam. ms. */
  roomRetryMs: 250,
  /** Best-effort messages of a room that wait for their flush; beyond it the sampler picks. */
  roomPendingChat: 4000,
  /** … and their characters: all of them may share one frame (see `frameChars`). */
  roomPendingChars: 512 * 1024,
  /** Rules by online count of one app: more steps than that nobody can tell apart. */
  tiersPerApp: 16,
  /** The longest that a room's messages may be made to wait for each other. ms. */
  roomWindowMs: 10_000,
  /** Newest sizes of flushes that are remembered for the statistics of a room. */
  roomFlushSizes: 64,
  /** Names in a join notice: as many as fit one line of a phone. */
  roomJoinNames: 3,
  /** Online count and counters alone make a frame at most this often. ms. */
  roomStatsMs: 1000,
  /** Counters that did not change are told again this often, to devices that missed a frame. ms. */
  roomRefreshMs: 10_000,
  /** Nodes tell each other their counts this often while they change. ms. */
  roomCrowdMs: 500,
  /** A node that told nothing for this long has no devices in the room. ms. */
  roomCrowdForgetMs: 5000,
  /** Just after a room was opened, who asks the API for it waits for what other nodes know of it. ms. */
  roomFreshMs: 2000,
  /** Documents of an open room are compared with the store this often, should the bus have lost one. ms. */
  roomCheckMs: 10_000,
  /** Counters are committed this often: well within the promised 5 s. ms. */
  roomCommitMs: 2000,
  /**
   * What a node told of its counters and did not store counts for so long after it fell silent: it
   * tells all of them every `roomRefreshMs`, and three of these may be lost. ms.
   */
  roomSumsForgetMs: 35_000,
  /** Counters of one room. */
  roomCounters: 32,
  /** Devices whose last taps are remembered, so that a retry counts nothing twice. */
  roomTappers: 200_000,
  /** … and this long over a clean stop: longer than a device tries again. ms. */
  roomTapMs: 2 * 60_000,
  /** Token of a spread command, as a backend hands it in: names of the longest fit twice. Characters. */
  spreadTokenChars: 512,
  /** Roles, mutes and bans of one room: each list is one document of some hundred KB. */
  roomRoles: 5000,
  roomModerated: 5000,
  /** Words that may not be said in a room, and the characters of one. */
  roomWords: 1000,
  roomWordChars: 64,
  /** Speakers in slow mode, over all rooms, whose last message is remembered. */
  roomSlowSpeakers: 100_000,
  /** Rooms of up to this many devices are listed in full; of larger ones the newest and a sample. */
  roomMembersFull: 200,
  roomMembersSample: 100,
  /** Rooms that a node names to another that lists them: some hundred KB. */
  roomsTold: 2000,
  /** Best-effort messages a second of one user in one room, and the burst above it. */
  roomUserPerSecond: 5,
  roomUserBurst: 10,
  /** … of one room: beyond it senders are refused, since nobody could read it anyway. */
  roomPerSecond: 5000,
  roomBurst: 10_000,
  /** … of all rooms of one app. */
  roomAppPerSecond: 50_000,
  roomAppBurst: 100_000,
  /** Flushes of a room that wait for the one under way; the room merges instead of piling them up. */
  roomFlushesWaiting: 4,
  /** Points of a room's online curve that are kept, one each … */
  roomCurvePoints: 720,
  /** … so many ms: two hours. */
  roomCurveMs: 10_000,
} as const;
