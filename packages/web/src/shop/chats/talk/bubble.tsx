import { Ellipsis, EyeOff } from 'lucide-react';
import { classes } from '../../../common/classes.ts';
import { formatDateTime } from '../../../common/format.ts';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { useWords } from '../parts/use-words.ts';
import style from './bubble.module.css';
import { BubbleFoot } from './bubble-foot.tsx';
import { MessageBody } from './message-body.tsx';
import { isPersonal, type Row, writerOf } from './rows.ts';

export interface BubbleProps {
  readonly row: Extract<Row, { type: 'bubble' }>;
  readonly me: string;
  readonly isGroup: boolean;
  /** The other side of a direct chat has seen it. */
  readonly isRead: boolean;
  readonly onOpenItem: ((id: string) => void) | undefined;
  readonly onRetry: (key: string) => Promise<unknown>;
  readonly onDiscard: (key: string) => void;
}

/** One message. Those of one person in one go stand close, with the name over the first. */
export function Bubble({ row, me, isGroup, isRead, onOpenItem, onRetry, onDiscard }: BubbleProps) {
  const { t } = useWords();
  const { line, first, last } = row;
  const from = writerOf(line) ?? me;
  const personal = isPersonal(line);
  const isCard = line.kind === 'item';
  const named = isGroup && first && !line.own;
  return (
    <div className={classes(style['go'], line.own && style['own'], first && style['first'])}>
      {isGroup && !line.own && (
        <span className={style['face']}>{last && <Avatar name={from} size={32} />}</span>
      )}
      <div className={style['column']}>
        {named && <span className={style['name']}>{from}</span>}
        {!named && <span className="unseen">{line.own ? t('chats.you') : from}: </span>}
        <div className={style['side']}>
          <div
            data-bubble
            title={formatDateTime(line.at)}
            className={classes(
              style['bubble'],
              isCard && style['card'],
              personal && style['personal'],
              last && style['tail'],
            )}
          >
            {personal && (
              <span className={style['caption']}>
                <EyeOff aria-hidden="true" />
                {personalWords(line, t)}
              </span>
            )}
            <MessageBody said={line} onOpenItem={onOpenItem} />
          </div>
          <button
            type="button"
            data-more
            tabIndex={-1}
            aria-haspopup="menu"
            aria-label={t('chats.message.menu', { who: line.own ? t('chats.you') : from })}
            className={style['more']}
          >
            <Ellipsis aria-hidden="true" />
          </button>
        </div>
        <BubbleFoot {...{ line, last, isGroup, isRead, onRetry, onDiscard }} />
      </div>
    </div>
  );
}

function personalWords(
  line: BubbleProps['row']['line'],
  t: ReturnType<typeof useWords>['t'],
): string {
  if (!line.own) return t('chats.personal.you');
  const to = line.type === 'send' ? line.personalTo : undefined;
  return to === undefined ? t('chats.personal.sent') : t('chats.personal.to', { who: to });
}
