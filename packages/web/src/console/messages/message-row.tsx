import { Route } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { formatDateTime, formatTime } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { userPath, wayPath } from '../links/paths.ts';
import style from './message-row.module.css';

export interface MessageRowProps {
  readonly app: string;
  readonly conversation: string;
  readonly at: number;
  /** Undefined: the system. */
  readonly from?: string | undefined;
  readonly kind?: string | undefined;
  readonly text: string;
  /** For what is no message: softer words, no sender. */
  readonly isNote?: boolean;
  /** Place in the log. */
  readonly syncId?: number | undefined;
  /** By which its way is asked for. */
  readonly wayId?: string | undefined;
  readonly marks?: ReactNode;
}

/** One message of a conversation or room, with a link to its way. */
export function MessageRow(props: MessageRowProps) {
  const { app, conversation, at, from, kind, text, isNote, syncId, wayId, marks } = props;
  const { t } = useTranslation();
  return (
    <li className={style['row']}>
      <time
        className={style['time']}
        dateTime={new Date(at).toISOString()}
        title={formatDateTime(at)}
      >
        {formatTime(at, { seconds: true })}
      </time>
      <div className={style['words']}>
        {isNote ? null : (
          <span className={style['head']}>
            {from === undefined || from === 'system' ? (
              <span className={style['from']}>{t('messages.system')}</span>
            ) : (
              <Link href={userPath(app, from)} className={style['from']}>
                {from}
              </Link>
            )}
            {kind === undefined || kind === 'text' ? null : <Badge>{kind}</Badge>}
            {marks}
          </span>
        )}
        <span className={isNote ? style['note'] : style['text']}>{text}</span>
      </div>
      {syncId === undefined ? null : (
        <span className={style['place']} title={t('messages.syncId')}>
          #{syncId}
        </span>
      )}
      {wayId === undefined ? null : (
        <Link
          href={wayPath(wayId, { app, conversation, from })}
          className={style['way']}
          title={t('messages.way', { id: wayId })}
          aria-label={t('messages.way', { id: wayId })}
        >
          <Route size={16} aria-hidden="true" />
        </Link>
      )}
    </li>
  );
}

/** Holds rows; as tall as it has to be, up to what leaves the rest of the page in sight. */
export function MessageRows({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
    <ol className={style['rows']} aria-label={label} tabIndex={0}>
      {children}
    </ol>
  );
}
