import { Check, CheckCheck, Clock, RotateCcw, Trash2 } from 'lucide-react';
import { formatTime } from '../../../common/format.ts';
import { errorWords } from '../parts/error-words.ts';
import { useWords } from '../parts/use-words.ts';
import style from './bubble.module.css';
import type { BubbleLine } from './rows.ts';

export interface BubbleFootProps {
  readonly line: BubbleLine;
  /** The last of what one person said in one go tells the time for all of it. */
  readonly last: boolean;
  readonly isGroup: boolean;
  readonly isRead: boolean;
  readonly onRetry: (key: string) => Promise<unknown>;
  readonly onDiscard: (key: string) => void;
}

/** The small print below a message: when, and how far one's own has come. */
export function BubbleFoot(props: BubbleFootProps) {
  const { line, last } = props;
  if (line.type === 'send') return <Unsent {...props} line={line} />;
  if (!last) return null;
  return (
    <span className={style['foot']}>
      <time dateTime={new Date(line.at).toISOString()}>{formatTime(line.at)}</time>
      {line.own && line.type === 'message' && <Mark isRead={props.isRead} />}
    </span>
  );
}

function Mark({ isRead }: { isRead: boolean }) {
  const { t } = useWords();
  return isRead ? (
    <CheckCheck aria-label={t('chats.message.read')} className={style['read']} />
  ) : (
    <Check aria-label={t('chats.message.sent')} />
  );
}

type Send = Extract<BubbleLine, { type: 'send' }>;

function Unsent({ line, onRetry, onDiscard }: BubbleFootProps & { line: Send }) {
  const { t } = useWords();
  if (line.status === 'pending') {
    return (
      <span className={style['foot']}>
        <Clock aria-hidden="true" />
        {t('chats.message.sending')}
      </span>
    );
  }
  const retry = () => {
    onRetry(line.key).catch(() => {
      // The line shows it again.
    });
  };
  return (
    <span className={style['failed']}>
      <span>{t('chats.message.failed', { why: errorWords(line.error, t) })}</span>
      <span className={style['ways']}>
        <button type="button" onClick={retry}>
          <RotateCcw aria-hidden="true" />
          {t('chats.message.retry')}
        </button>
        <button type="button" onClick={() => onDiscard(line.key)}>
          <Trash2 aria-hidden="true" />
          {t('chats.message.discard')}
        </button>
      </span>
    </span>
  );
}
