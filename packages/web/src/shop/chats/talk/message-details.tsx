import { ExternalLink } from 'lucide-react';
import { formatDateTime } from '../../../common/format.ts';
import { Spinner } from '../../../common/parts/spinner.tsx';
import { Sheet } from '../../app/sheet.tsx';
import { useChats } from '../context.ts';
import { isGroup } from '../names.ts';
import { nameOf } from '../parts/event-words.ts';
import { useWords } from '../parts/use-words.ts';
import style from './details.module.css';
import type { BubbleLine } from './rows.ts';
import { type Readers as Known, useReaders } from './use-readers.ts';
import { wayIdOf } from './way-id.ts';

export interface MessageDetailsProps {
  readonly line: BubbleLine;
  readonly onClose: () => void;
}

/** Readers named one by one; the others are counted. */
const mostReaders = 20;

/** Where a message is stored, who has read it, and the way to the console's page about it. */
export function MessageDetails({ line, onClose }: MessageDetailsProps) {
  const { t } = useWords();
  const { me } = useChats();
  const id = wayIdOf(line);
  const rows = [
    [t('chats.details.from'), nameOf('from' in line ? line.from : me, me, t)],
    [t('chats.details.at'), formatDateTime(line.at)],
    ...placeOf(line, t),
  ] as const;
  return (
    <Sheet title={t('chats.details.title')} isOpen onClose={onClose}>
      <dl className={style['facts']}>
        {rows.map(([name, value]) => (
          <div key={name} className={style['fact']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {line.type === 'message' && isGroup(line.conversation) && <Readers line={line} me={me} />}
      {id !== undefined && (
        <a
          className={style['way']}
          href={`/console/ways/${encodeURIComponent(id)}?${whereOf(line, me)}`}
          target="_blank"
          rel="noreferrer"
        >
          <ExternalLink aria-hidden="true" />
          {t('chats.details.way')}
        </a>
      )}
    </Sheet>
  );
}

/** Others may have sent a message with the same id. */
function whereOf(line: BubbleLine, me: string): URLSearchParams {
  const from = ('from' in line ? line.from : undefined) ?? me;
  return new URLSearchParams({ conversation: line.conversation, from });
}

type Words = ReturnType<typeof useWords>['t'];

function placeOf(line: BubbleLine, t: Words): (readonly [string, string])[] {
  const wayId = wayIdOf(line);
  const id = wayId === undefined ? [] : [[t('chats.details.id'), wayId] as const];
  if (line.type !== 'message') return id;
  const place = t('chats.details.placeOf', { n: line.syncId, conversation: line.conversation });
  return [[t('chats.details.place'), place], ...id];
}

type Message = Extract<BubbleLine, { type: 'message' }>;

function Readers({ line, me }: { line: Message; me: string }) {
  const { t } = useWords();
  const readers = useReaders(line);
  return (
    <div role="status" className={style['readers']}>
      {readers === 'loading' ? <Spinner /> : readerWords(readers, me, t)}
    </div>
  );
}

function readerWords(readers: Exclude<Known, 'loading'>, me: string, t: Words): string {
  if (readers === 'failed') return t('chats.details.readersFailed');
  if (readers.length === 0) return t('chats.details.unread');
  const named = readers.slice(0, mostReaders).map((user) => nameOf(user, me, t));
  const others = readers.length - named.length;
  const names = named.join(t('chats.events.comma'));
  return t('chats.details.readBy', {
    names: others > 0 ? t('chats.events.andOthers', { names, others }) : names,
  });
}
