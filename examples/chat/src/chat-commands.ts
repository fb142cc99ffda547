import { type Conversation, type EagreClient, EagreError, type HistoryPage } from '@eagre/client';
import { kindOf } from '@eagre/protocol';
import type { ChatView } from './chat-view.ts';
import { type Input, inputHelp, parseInput } from './input.ts';
import type { HistoryPart } from './opening.ts';

/** The most members shown; a group may have more. */
const membersShown = 500;

/** Does what typed lines ask for. */
export class ChatCommands {
  readonly #client: EagreClient;
  readonly #view: ChatView;
  readonly #conversation: Conversation;
  readonly #quit: () => void;

  constructor(client: EagreClient, view: ChatView, quit: () => void) {
    this.#client = client;
    this.#view = view;
    this.#conversation = client.conversation(view.conversation);
    this.#quit = quit;
  }

  /** Resolves when the line is done with; never rejects: what goes wrong is shown. */
  async run(line: string): Promise<void> {
    try {
      await this.#do(parseInput(line));
    } catch (error) {
      if (!(error instanceof EagreError)) throw error;
      if (error.code !== 'closed') this.#view.alert(`! ${error.message}`);
    }
  }

  async #do(input: Input): Promise<void> {
    switch (input.type) {
      case 'nothing':
        return;
      case 'say':
        return this.#send(() => this.#conversation.send(input.text));
      case 'help':
        return this.#view.block(inputHelp);
      case 'quit':
        return this.#quit();
      case 'wrong':
        return this.#view.alert(`! ${input.message}`);
      case 'dm':
        return this.#send(() => this.#client.direct(input.user).send(input.text));
      case 'personal':
        return this.#send(() => this.#conversation.sendPersonal(input.user, input.text));
      case 'who':
        return this.#who();
      case 'history':
        return this.#history(input.count);
      case 'recall':
        return this.#recall(input.syncId ?? this.#view.lastOwn);
      case 'list':
        return this.#list();
      case 'mute':
        return this.#mute();
    }
  }

  /** A failed message is shown by its event, with its text. */
  async #send(send: () => Promise<unknown>): Promise<void> {
    await send().catch((error: unknown) => {
      if (!(error instanceof EagreError)) throw error;
    });
  }

  async #who(): Promise<void> {
    if (kindOf(this.#view.conversation) !== 'group') {
      const [, one, other] = this.#view.conversation.split(':');
      return this.#view.block(`${one} and ${other}`);
    }
    const name = this.#view.conversation.slice('group:'.length);
    const { members, more } = await this.#client.groups.members(name, { limit: membersShown });
    const { paint } = this.#view;
    const names = members.map(({ user, role }) =>
      role === 'member' ? paint.user(user) : `${paint.user(user)} ${paint.dim(`(${role})`)}`,
    );
    this.#view.block(`${names.join(', ')}${more ? ' and more' : ''}`);
  }

  async #history(count: number): Promise<void> {
    const before = this.#view.oldest;
    const page = await this.#conversation.history({
      limit: count,
      ...(before === undefined ? {} : { before }),
    });
    if (page.entries.length === 0) this.#view.note('- that is the beginning -');
    else this.#view.older(partOf(page));
  }

  async #recall(syncId: number | undefined): Promise<void> {
    if (syncId === undefined) this.#view.alert('! there is no message of yours to take back');
    else await this.#conversation.recall(syncId);
  }

  async #list(): Promise<void> {
    const { conversations, more } = await this.#client.conversations();
    const { paint } = this.#view;
    for (const { conversation, unread, muted, mode, head } of conversations) {
      const count = unread > 0 ? paint.warn(`${unread} unread`) : 'read';
      const detail = paint.dim(`#${head}, ${mode} mode${muted ? ', muted' : ''}`);
      this.#view.block(`  ${paint.strong(conversation)}  ${count}  ${detail}`);
    }
    if (conversations.length === 0) this.#view.note('  no conversations yet');
    if (more) this.#view.note('  … and more');
  }

  async #mute(): Promise<void> {
    const { muted } = await this.#client.setMuted(this.#view.conversation, !this.#view.muted);
    this.#view.muted = muted;
    this.#view.note(muted ? '* muted' : '* not muted any more');
  }
}

export function partOf({ entries, personal, before }: HistoryPage): HistoryPart {
  return { first: before, items: entries, personal };
}
