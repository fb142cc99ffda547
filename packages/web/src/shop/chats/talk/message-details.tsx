import { ExternalLink } from 'lucide-react';
import { formatDateTime } from '../../../common/format.ts';
import { Sheet } from '../../app/sheet.tsx';
import { useChats } from '../context.ts';
import { isGroup } from '../names.ts';
import { nameOf } from '../parts/event-words.ts';
import { useWords } from '../parts/use-words.ts';
import style from './details.module.css';
import type { BubbleLine } from './rows.ts';
import { type MembersView, readersOf } from './use-members.ts';
import { wayIdOf } from './way-id.ts';

export interface MessageDetailsProps {
  readonly line: BubbleLine;
  readonly members: MembersView;
  readonly onClose: () => void;
}

/** Readers named one by one; the others are counted. */
const mostReaders = 20;

/** Where a message is stored, who has read it, and the way to the console's page about it. */
export function MessageDetails({ line, members, onClose }: MessageDetailsProps) {
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
      {line.type === 'message' && isGroup(line.conversation) && (
        <Readers readers={readersOf(members, line.syncId, line.from)} me={me} />
      )}
      {id !== undefined && (
        <a
          className={style['way']}
          href={`/console/ways/${encodeURIComponent(id)}`}
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

type Words = ReturnType<typeof useWords>['t'];

function placeOf(line: BubbleLine, t: Words): (readonly [string, string])[] {
  const wayId = wayIdOf(line);
  const id = wayId === undefined ? [] : [[t('chats.details.id'), wayId] as const];
  if (line.type !== 'message') return id;
  const place = t('chats.details.placeOf', { n: line.syncId, conversation: line.conversation });
  return [[t('chats.details.place'), place], ...id];
}

function Readers({ readers, me }: { readers: readonly string[]; me: string }) {
  const { t } = useWords();
  if (readers.length === 0) return <p className={style['readers']}>{t('chats.details.unread')}</p>;
  const named = readers.slice(0, mostReaders).map((user) => nameOf(user, me, t));
  const others = readers.length - named.length;
  const names = named.join(t('chats.events.comma'));
  return (
    <p className={style['readers']}>
      {t('chats.details.readBy', {
        names: others > 0 ? t('chats.events.andOthers', { names, others }) : names,
      })}
    </p>
  );
}
