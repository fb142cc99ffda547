/** Limits of the views, each with its reason. */
export const viewLimits = {
  /** A store ends so long after its last user left: a switch of tabs does not re-enter rooms. ms. */
  lingerMs: 3_000,
  /** Views change at the next frame; a page in the background has no frames, so within this. ms. */
  frameWithinMs: 250,
  /** Entries in a page of history: more than a screen, and little to wait for. */
  pageEntries: 50,
  /** Entries that a conversation keeps while new ones come; past it the oldest make room. */
  liveEntries: 1_000,
  /** Entries that loading of older pages may fill up to: 200 pages, some megabytes. */
  scrolledEntries: 10_000,
  /** Personal messages kept in one conversation; past it the oldest are dropped. */
  personalLines: 1_000,
  /** Gaps shown in one conversation; past it the oldest are dropped. */
  gapLines: 20,
  /** Failed messages kept to be sent again, of all conversations; past it the oldest are dropped. */
  failedLines: 100,
  /** A user who stops writing is shown so long; the protocol tells of typing every 3 s. ms. */
  typingMs: 5_000,
  /** Users shown as writing in one conversation: nobody reads more names. */
  typingUsers: 20,
  /** Conversations in the list, and how many come with one answer. */
  conversations: 2_000,
  conversationsPage: 500,
  /** The list is asked for at most this often, whatever arrives. ms. */
  reloadEveryMs: 1_000,
  /** Lines of a room: unless told, and at most. A person reads the last screen. */
  roomLines: 100,
  mostRoomLines: 1_000,
  /** Messages of a room whose instant is to come: what the SDK waits for at once. */
  coming: 256,
} as const;
