import type { Paint } from './paint.ts';

/** What the line above the prompt tells. */
export interface Status {
  readonly conversation: string;
  readonly link: Link;
  /** Unread counts of the other conversations, those with any. */
  readonly unread: readonly (readonly [conversation: string, count: number])[];
  readonly typing: readonly string[];
  readonly muted: boolean;
}

/** State of the connection, in the words shown. */
export type Link =
  | { state: 'connecting' }
  | { state: 'online' }
  | { state: 'waiting'; reason: string }
  | { state: 'stopped'; reason: string };

export function statusText(status: Status, paint: Paint): string {
  const parts = [paint.strong(status.conversation), linkText(status.link, paint)];
  if (status.muted) parts.push(paint.dim('muted'));
  const unread = unreadText(status.unread);
  if (unread !== '') parts.push(paint.warn(unread));
  const typing = typingText(status.typing);
  if (typing !== '') parts.push(paint.note(typing));
  return parts.join(paint.dim(' · '));
}

export function linkText(link: Link, paint: Paint): string {
  switch (link.state) {
    case 'online':
      return paint.good('online');
    case 'connecting':
      return paint.warn('connecting…');
    case 'waiting':
      return paint.warn(`reconnecting… (${link.reason})`);
    case 'stopped':
      return paint.bad(`stopped: ${link.reason}`);
  }
}

export function unreadText(unread: Status['unread']): string {
  if (unread.length === 0) return '';
  const total = unread.reduce((sum, [, count]) => sum + count, 0);
  const named = unread.slice(0, 3).map(([conversation, count]) => `${conversation} ${count}`);
  const more = unread.length > 3 ? ', …' : '';
  return `${total} unread elsewhere (${named.join(', ')}${more})`;
}

function typingText(users: readonly string[]): string {
  if (users.length === 0) return '';
  if (users.length > 2) return `${users.length} people are typing…`;
  return `${users.join(' and ')} ${users.length === 1 ? 'is' : 'are'} typing…`;
}
