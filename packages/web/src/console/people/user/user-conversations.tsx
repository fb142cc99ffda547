import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../common/format.ts';
import { Badge } from '../../../common/parts/badge.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { useAnswer } from '../../api/use-answer.ts';
import { IdLink } from '../../links/id-link.tsx';
import { conversationPath } from '../../links/paths.ts';
import { Pager } from '../../parts/pager.tsx';
import { Panel } from '../../parts/panel.tsx';
import { AnswerView } from '../../parts/states.tsx';
import { type Column, Table } from '../../parts/table.tsx';

const pageSize = 50;
const everyMs = 5_000;

/** As the HTTP API gives it. */
interface Conversation {
  readonly conversation: string;
  readonly name?: string;
  readonly mode: 'read' | 'write';
  readonly priority: string;
  readonly muted: boolean;
  readonly head: number;
  readonly read: number;
  readonly unread: number;
}

interface ConversationsAnswer {
  readonly items: readonly Conversation[];
  readonly more: boolean;
}

/** Where the user talks, the one with the latest entry first. */
export function UserConversations({ app, path }: { app: string; path: string }) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const answer = useAnswer<ConversationsAnswer>(`${path}/conversations`, {
    query: { limit: pageSize, offset },
    everyMs,
  });
  const columns = useColumns(app);
  return (
    <Panel title={t('person.conversations')} flush>
      <AnswerView answer={answer}>
        {({ items, more }) => (
          <>
            <Table
              label={t('person.conversations')}
              columns={columns}
              rows={items}
              rowKey={({ conversation }) => conversation}
              empty={
                <Empty
                  icon={<MessagesSquare aria-hidden="true" />}
                  title={t('person.noConversations')}
                />
              }
            />
            <Pager
              label={t('person.conversationPages')}
              back={t('links.back')}
              on={t('links.on')}
              onBack={offset === 0 ? undefined : () => setOffset(Math.max(0, offset - pageSize))}
              onOn={more ? () => setOffset(offset + pageSize) : undefined}
            />
          </>
        )}
      </AnswerView>
    </Panel>
  );
}

function useColumns(app: string): readonly Column<Conversation>[] {
  const { t } = useTranslation();
  const figure = (id: 'head' | 'read' | 'unread', label: string): Column<Conversation> => ({
    id,
    label,
    cell: (row) => formatNumber(row[id]),
    by: (row) => row[id],
    isFigure: true,
  });
  return [
    {
      id: 'conversation',
      label: t('person.conversation'),
      cell: ({ conversation, name }) => (
        <IdLink href={conversationPath(app, conversation)}>{name ?? conversation}</IdLink>
      ),
      by: ({ conversation, name }) => name ?? conversation,
    },
    { id: 'id', label: t('person.id'), cell: ({ conversation }) => conversation },
    {
      id: 'mode',
      label: t('conversation.facts.mode'),
      cell: ({ mode }) => t(`conversation.modes.${mode}`),
      by: ({ mode }) => mode,
    },
    {
      id: 'priority',
      label: t('conversation.facts.priority'),
      cell: ({ priority, muted }) => (
        <>
          {t(`conversation.priorities.${priority}`, { defaultValue: priority })}{' '}
          {muted ? <Badge>{t('person.muted')}</Badge> : null}
        </>
      ),
    },
    figure('head', t('queues.head')),
    figure('read', t('conversation.read')),
    figure('unread', t('person.unread')),
  ];
}
