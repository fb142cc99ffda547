import type { Fleet } from '../device/fleet.ts';
import type { LedgerBooks } from '../engine/ledger-books.ts';
import { ConversationFindings } from './collect-conversations.ts';
import { RoomFindings } from './collect-rooms.ts';
import type { Findings } from './findings.ts';

/**
 * What a process found; to be called at the end, when nothing comes any more and the devices are still
 * connected. One that was closed by the load itself is judged no more.
 */
export function collectFindings(fleet: Fleet, books: LedgerBooks): Findings {
  books.resolveUnknown();
  const conversations = new ConversationFindings(books);
  const rooms = new RoomFindings(books, fleet.transcript);
  let connected = 0;
  let away = 0;
  let left = 0;
  for (const device of fleet.devices) {
    left += device.order?.left ?? 0;
    if (device.isOpen) connected += 1;
    else if (device.isMissing) away += 1;
    else continue;
    conversations.add(device);
    rooms.add(device);
  }
  return {
    conversations: conversations.all(),
    rooms: rooms.all(),
    faults: Object.fromEntries(fleet.ledger.faultsByKind),
    connected,
    away,
    left,
    own: {},
  };
}
