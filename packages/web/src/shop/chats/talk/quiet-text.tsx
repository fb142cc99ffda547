import { infoWords, membersWords, recalledWords } from '../parts/event-words.ts';
import { useWords } from '../parts/use-words.ts';
import type { QuietLine } from './rows.ts';

/** What happened, in one sentence. */
export function QuietText({ line, me }: { line: QuietLine; me: string }) {
  const { t } = useWords();
  switch (line.type) {
    case 'message':
      return <span>{recalledWords(line.from, me, t)}</span>;
    case 'members':
      return <span>{membersWords(line, me, t)}</span>;
    case 'conversation':
      return <span>{infoWords(line, me, t)}</span>;
    case 'gap':
      return <span>{t(`chats.gap.${line.reason}`)}</span>;
  }
}
