import type { Room } from '@eagre/client';
import type { Paint } from '../paint.ts';
import { type Link, linkText } from '../status.ts';
import { timeOfDay } from '../time-of-day.ts';
import type { ChatPace } from './chat-flow.ts';
import { valueText } from './room-lines.ts';

/** What of a room is shown beside its messages. */
export type RoomFacts = Pick<
  Room,
  'id' | 'inside' | 'role' | 'online' | 'counters' | 'attributes' | 'rules'
>;

export interface RoomStatus {
  /** Before the first entry, its name alone. */
  readonly room: RoomFacts | { readonly id: string };
  readonly link: Link;
  readonly pace: ChatPace;
  /** Until the next message opens; undefined: none waits. */
  readonly opensInMs: number | undefined;
  /** The server's time, ms since 1970. */
  readonly nowMs: number;
}

/** Counters and attributes beside the well-known ones: the rest is left to `/room`. */
const mostOthers = 2;

export function roomStatusText(status: RoomStatus, paint: Paint): string {
  const { room, link, pace, opensInMs, nowMs } = status;
  const parts = [nameText(room, paint)];
  if (link.state !== 'online') parts.push(linkText(link, paint));
  if ('online' in room) {
    if (!room.inside) parts.push(paint.bad('you are out'));
    parts.push(`${number(room.online.devices)} watching`, likesText(room, paint));
    if (opensInMs !== undefined) {
      parts.push(paint.warn(`opens in ${Math.ceil(opensInMs / 1000)} s`));
    }
    parts.push(...ruleTexts(room, nowMs).map(paint.warn));
    const pinned = room.attributes['pinned'];
    if (pinned !== undefined) parts.push(`pinned: ${paint.strong(valueText(pinned.value))}`);
    parts.push(...stateTexts(room).slice(0, mostOthers));
    parts.push(paceText(pace));
  }
  return parts.filter((part) => part !== '').join(paint.dim(' · '));
}

/** All there is to say of a room. */
export function roomText(room: RoomFacts & Pick<Room, 'peak' | 'visitors'>, nowMs: number): string {
  const { online, peak, visitors } = room;
  const lines = [
    `${room.id}, you are ${room.role}`,
    `${number(online.devices)} devices of ${number(online.users)} users; ` +
      `at most ${number(peak)} at once; ${number(visitors)} different users until you came in`,
    ...Object.entries(room.counters).map(([name, total]) => `  ${name} ${number(total)}`),
    ...Object.entries(room.attributes).map(
      ([name, { value, version }]) => `  ${name}: ${valueText(value)} (version ${version})`,
    ),
    ...ruleTexts(room, nowMs).map((rule) => `  ${rule}`),
  ];
  return lines.join('\n');
}

function nameText(room: RoomStatus['room'], paint: Paint): string {
  const role = 'role' in room && isStaff(room) ? paint.warn(` (${room.role})`) : '';
  return paint.strong(room.id) + role;
}

function likesText({ counters }: RoomFacts, paint: Paint): string {
  return `${paint.bad('♥')} ${number(counters['like'] ?? 0)}`;
}

function stateTexts({ counters, attributes }: RoomFacts): string[] {
  return [
    ...Object.entries(attributes)
      .filter(([name]) => name !== 'pinned')
      .map(([name, { value }]) => `${name}: ${valueText(value)}`),
    ...Object.entries(counters)
      .filter(([name]) => name !== 'like')
      .map(([name, total]) => `${name} ${number(total)}`),
  ];
}

/** What holds back this device's words, as far as it does. */
function ruleTexts(room: RoomFacts, nowMs: number): string[] {
  const { slowMs = 0 } = room.rules;
  const texts = muteTexts(room, nowMs);
  if (slowMs > 0) {
    texts.push(`slow mode: ${slowMs / 1000} s`);
  }
  return texts;
}

export function muteTexts({ rules }: RoomFacts, nowMs: number): string[] {
  const { mutedUntil, mutedAll } = rules;
  const texts = [];
  if (mutedUntil !== undefined && (mutedUntil === 0 || mutedUntil > nowMs)) {
    texts.push(`you are muted ${untilText(mutedUntil)}`);
  }
  if (mutedAll) texts.push('only the host and staff may speak');
  return texts;
}

export function isStaff({ role }: Pick<RoomFacts, 'role'>): boolean {
  return role === 'host' || role === 'staff';
}

/** `until`: the server's time in ms since 1970; 0: without end. */
export function untilText(until: number): string {
  return until === 0 ? 'until it is taken back' : `until ${timeOfDay(until)}`;
}

function paceText({ said, leftOut }: ChatPace): string {
  if (said === 0) return '';
  return leftOut === 0 ? `${said} lines/s` : `${said - leftOut} of ${said} lines/s shown`;
}

const format = new Intl.NumberFormat('en-US');

function number(value: number): string {
  return format.format(value);
}
