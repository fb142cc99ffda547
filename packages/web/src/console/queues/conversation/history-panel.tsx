import type { ConversationPage } from '@eagre/server/console';
import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../../common/parts/badge.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { useAnswer } from '../../api/use-answer.ts';
import { storedWayId } from '../../links/paths.ts';
import { MessageRow, MessageRows } from '../../messages/message-row.tsx';
import { messageText } from '../../messages/message-text.ts';
import { Pager } from '../../parts/pager.tsx';
import { Panel } from '../../parts/panel.tsx';
import { AnswerView } from '../../parts/states.tsx';
import { type Entry, type HistoryAnswer, type Placed, placedEntries } from './history.ts';

const pageSize = 50;
const everyMs = 3_000;

/** What stands in the conversation's log, newest first; older pages do not move. */
export function HistoryPanel({ page }: { page: ConversationPage }) {
  const { t } = useTranslation();
  const { app, conversation } = page;
  const [turned, setTurned] = useState<readonly number[]>([]);
  const before = turned.at(-1);
  const path = `apps/${encodeURIComponent(app)}/v1/conversations/${encodeURIComponent(conversation)}`;
  const answer = useAnswer<HistoryAnswer>(`${path}/history`, {
    query: { limit: pageSize, before },
    ...(before === undefined && { everyMs }),
  });
  return (
    <Panel title={t('conversation.history.title')} text={t('conversation.history.text')} flush>
      <AnswerView answer={answer}>
        {(history) => (
          <>
            {history.items.length === 0 ? (
              <Empty
                icon={<MessagesSquare aria-hidden="true" />}
                title={t('conversation.history.empty')}
              />
            ) : (
              <MessageRows label={t('conversation.history.title')}>
                {placedEntries(history).map((placed) => (
                  <EntryRow key={placed.syncId} app={app} placed={placed} />
                ))}
              </MessageRows>
            )}
            <Pager
              label={t('conversation.history.pages')}
              back={t('audit.newer')}
              on={t('audit.older')}
              onBack={before === undefined ? undefined : () => setTurned(turned.slice(0, -1))}
              onOn={history.more ? () => setTurned([...turned, history.first]) : undefined}
            />
          </>
        )}
      </AnswerView>
    </Panel>
  );
}

function EntryRow({ app, placed }: { app: string; placed: Placed }) {
  const { t } = useTranslation();
  const words = useEntryWords();
  const { entry, conversation, epoch, syncId } = placed;
  if (entry.type !== 'message') {
    return (
      <MessageRow {...{ app, conversation, syncId }} at={entry.at} text={words(entry)} isNote />
    );
  }
  return (
    <MessageRow
      {...{ app, conversation, syncId }}
      at={entry.at}
      from={entry.from}
      kind={entry.kind}
      text={entry.recalled ? '' : messageText(entry.body)}
      wayId={storedWayId(entry.clientId, { conversation, epoch, syncId })}
      marks={entry.recalled ? <Badge>{t('conversation.history.recalled')}</Badge> : null}
    />
  );
}

/** What happened in the conversation, where it was no message. */
function useEntryWords(): (entry: Exclude<Entry, { type: 'message' }>) => string {
  const { t } = useTranslation();
  return (entry) => {
    if (entry.type === 'recall') {
      return t('conversation.history.recall', { by: entry.by, target: entry.target });
    }
    if (entry.type === 'info') return t('conversation.history.info', { by: entry.by });
    const { joined = [], left = [] } = entry;
    return [
      ...(joined.length > 0
        ? [t('conversation.history.joined', { users: joined.join(', '), count: joined.length })]
        : []),
      ...(left.length > 0
        ? [t('conversation.history.left', { users: left.join(', '), count: left.length })]
        : []),
    ].join(' · ');
  };
}
