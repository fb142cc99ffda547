import type { ConversationLine } from '@eagre/client/react';
import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../common/format.ts';
import { useWords } from '../parts/use-words.ts';
import style from './log.module.css';
import { countNewer } from './unread-mark.ts';

export interface JumpButtonProps {
  readonly lines: readonly ConversationLine[];
  readonly head: number;
  readonly onPress: () => void;
}

/** There as long as the newest line is not in sight; counts what came since. */
export function JumpButton({ lines, head, onPress }: JumpButtonProps) {
  const { t } = useWords();
  const [leftAt] = useState(head);
  const count = countNewer(lines, leftAt);
  return (
    <button type="button" className={style['jump']} onClick={onPress}>
      <ArrowDown aria-hidden="true" />
      {count > 0 ? (
        t('chats.talk.newer', { n: formatCount(count) })
      ) : (
        <span className="unseen">{t('chats.talk.toNewest')}</span>
      )}
    </button>
  );
}
