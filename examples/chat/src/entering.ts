import { type EagreClient, EagreError } from '@eagre/client';
import { kindOf } from '@eagre/protocol';
import { partOf } from './chat-commands.ts';
import type { ChatView } from './chat-view.ts';

/** Entries shown at the start, what was missed included. */
const firstEntries = 20;

/** Becomes a member where that is needed, then shows the end of the history. */
export async function enter(client: EagreClient, view: ChatView): Promise<void> {
  if (kindOf(view.conversation) === 'group') {
    await joinOrCreate(client, view.conversation.slice('group:'.length));
  }
  const history = await client.conversation(view.conversation).history({ limit: firstEntries });
  view.open(partOf(history));
  if (history.more) view.note('- /history shows more, /help lists the commands -');
  else view.note('- /help lists the commands -');
}

/** Counts and settings as the server has them; after a reconnect they may be others. */
export async function refresh(client: EagreClient, view: ChatView): Promise<void> {
  const { conversations } = await client.conversations();
  for (const { conversation, head, read, muted } of conversations) {
    view.unread.set(conversation, head, read);
    if (conversation === view.conversation) view.muted = muted;
  }
  view.redraw();
}

async function joinOrCreate(client: EagreClient, name: string): Promise<void> {
  try {
    await client.groups.join(name);
  } catch (error) {
    if (!isCode(error, 'not_found')) throw error;
    await client.groups.create(name, { open: true }).catch((created: unknown) => {
      // Somebody else made it in between.
      if (!isCode(created, 'already_exists')) throw created;
      return client.groups.join(name);
    });
  }
}

function isCode(error: unknown, code: EagreError['code']): boolean {
  return error instanceof EagreError && error.code === code;
}
