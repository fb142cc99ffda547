import type { ModerationRecord } from './moderation-record.ts';
import type { RoomSettings } from './room-settings.ts';

/** Both documents of a room's order, as they stood together. */
export interface RoomRules {
  readonly settings: RoomSettings;
  readonly moderation: ModerationRecord;
}
