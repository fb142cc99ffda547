import { realClock } from '@eagre/protocol/clock';
import { memo } from 'react';
import { useWords } from '../parts/use-words.ts';
import { Bubble, type BubbleProps } from './bubble.tsx';
import { formatDay } from './format-day.ts';
import style from './log.module.css';
import { QuietText } from './quiet-text.tsx';
import type { Row } from './rows.ts';

export interface LogRowProps extends Omit<BubbleProps, 'row'> {
  readonly row: Row;
}

/** Drawn anew only when its own line changes; `rowsOf` makes new rows of the same content. */
export const LogRow = memo(
  ({ row, ...rest }: LogRowProps) => (
    <li {...nameOf(row)} className={style[row.type]}>
      <RowContent row={row} {...rest} />
    </li>
  ),
  ({ row: one, ...rest }, { row: other, ...others }) => isSame(one, other) && isSame(rest, others),
);

/** What holds the place while lines come and go is a line: days and the mark move among them. */
function nameOf({ type, key }: Row) {
  return type === 'bubble' || type === 'quiet' ? { 'data-key': key } : { 'data-mark': type };
}

function RowContent({ row, ...rest }: LogRowProps) {
  const { t, language } = useWords();
  switch (row.type) {
    case 'day':
      return <span>{formatDay(row.at, realClock.now(), t, language)}</span>;
    case 'unread':
      return <span>{t('chats.talk.unreadMark')}</span>;
    case 'quiet':
      return <QuietText line={row.line} me={rest.me} />;
    case 'bubble':
      return <Bubble row={row} {...rest} />;
  }
}

/** Field by field. */
function isSame(one: object, other: object): boolean {
  const fields = Object.entries(one);
  return (
    fields.length === Object.keys(other).length &&
    fields.every(([name, value]) => Object.is(value, (other as Record<string, unknown>)[name]))
  );
}
