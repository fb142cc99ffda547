import type { ConversationLine } from '@eagre/client/react';

type Message = Extract<ConversationLine, { type: 'message' }>;

const place = { conversation: 'group:tea', epoch: 1 };

/** Lines as tests want them; their key is their number. */
export function said(syncId: number, from: string, at: number, more: Partial<Message> = {}) {
  return {
    ...place,
    type: 'message',
    key: String(syncId),
    syncId,
    from,
    at,
    kind: 'text',
    body: { text: `${syncId}` },
    own: false,
    recalled: false,
    ...more,
  } as Message;
}

export function joined(syncId: number, by: string, at: number): ConversationLine {
  const line = { ...place, type: 'members', key: String(syncId), syncId, by, at, joined: [by] };
  return line as ConversationLine;
}

export function gap(to: number): ConversationLine {
  const line = {
    ...place,
    type: 'gap',
    key: `gap ${to}`,
    queue: 'q',
    reason: 'trimmed',
    from: 0,
    to,
  };
  return line as ConversationLine;
}

export function sending(key: string, at: number): ConversationLine {
  const body = { text: key };
  const line = { type: 'send', status: 'pending', conversation: place.conversation, key, at };
  return { ...line, clientId: key, kind: 'text', body, own: true } as unknown as ConversationLine;
}
