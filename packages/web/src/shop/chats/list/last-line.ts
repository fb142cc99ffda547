import type { ConversationItem } from '@eagre/client/react';
import type { ShopLanguage } from '../../items/items.ts';
import { isGroup } from '../names.ts';
import { infoWords, membersWords, nameOf, recalledWords } from '../parts/event-words.ts';
import { type Translate, wordsOf } from '../parts/words.ts';

type Summary = Pick<ConversationItem, 'id' | 'last'>;

/** The newest entry of a conversation in one line; empty when nothing was said yet. */
export function lastLine(
  { id, last }: Summary,
  me: string,
  t: Translate,
  language: ShopLanguage,
): string {
  switch (last?.type) {
    case 'message': {
      if (last.recalled) return recalledWords(last.from, me, t);
      const words = wordsOf(last, t, language);
      // Between two it is plain who spoke, unless it was oneself.
      const named = isGroup(id) || last.from === me;
      return named ? t('chats.said', { who: nameOf(last.from, me, t), words }) : words;
    }
    case 'members':
      return membersWords(last, me, t);
    case 'recall':
      return recalledWords(last.by, me, t);
    case 'info':
      return infoWords(last, me, t);
    case undefined:
      return '';
  }
}
