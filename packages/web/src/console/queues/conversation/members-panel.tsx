import type { ConversationPage } from '@eagre/server/console';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../../common/parts/empty.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { useAnswer } from '../../api/use-answer.ts';
import { ChangeButton } from '../../changes/change-button.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import { Pager } from '../../parts/pager.tsx';
import { Panel } from '../../parts/panel.tsx';
import { AnswerView } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import style from '../queues.module.css';
import { groupApiPath } from './group-api-path.ts';
import { type Member, useMemberColumns } from './member-columns.tsx';

const pageSize = 50;

/** Somebody may join by the app while the page is looked at. */
const everyMs = 5_000;

interface MembersAnswer {
  readonly items: readonly Member[];
  readonly more: boolean;
}

interface Added {
  /** Who was in the group before. */
  readonly unchanged: readonly string[];
}

/** Who is in the group, a page at a time, and the means to change that. */
export function MembersPanel({ page, onDone }: MembersPanelProps) {
  const { t } = useTranslation();
  const api = useApi();
  const path = groupApiPath(page);
  /** The last user of each page that was turned. */
  const [turned, setTurned] = useState<readonly string[]>([]);
  const [user, setUser] = useState('');
  const answer = useAnswer<MembersAnswer>(`${path}/members`, {
    query: { limit: pageSize, after: turned.at(-1) },
    everyMs,
  });
  const refresh = () => {
    answer.refresh();
    onDone();
  };
  const columns = useMemberColumns(page, refresh);
  const who = user.trim();
  const fields = useFieldErrors(who);
  return (
    <Panel title={t('conversation.membersTitle', { count: page.members })} flush>
      <div className={style['add']}>
        <TextField
          label={t('conversation.addUser')}
          value={user}
          onChange={setUser}
          error={fields.at('users')}
          className={style['user']}
        />
        <ChangeButton
          label={t('conversation.add')}
          isDisabled={who === ''}
          work={() => api.send<Added>('POST', `${path}/members`, { users: [who] })}
          done={({ unchanged }) =>
            t(unchanged.length > 0 ? 'conversation.wasIn' : 'conversation.added', { user: who })
          }
          onDone={() => {
            setUser('');
            refresh();
          }}
          fields={fields}
        />
      </div>
      <AnswerView answer={answer}>
        {({ items, more }) => (
          <>
            <Table
              label={t('conversation.members')}
              columns={columns}
              rows={items}
              rowKey={(member) => member.user}
              empty={
                <Empty icon={<Users aria-hidden="true" />} title={t('conversation.noMembers')} />
              }
            />
            <Pager
              label={t('conversation.memberPages')}
              back={t('links.back')}
              on={t('links.on')}
              onBack={turned.length === 0 ? undefined : () => setTurned(turned.slice(0, -1))}
              onOn={more ? () => setTurned([...turned, items.at(-1)?.user ?? '']) : undefined}
            />
          </>
        )}
      </AnswerView>
    </Panel>
  );
}

export interface MembersPanelProps {
  readonly page: ConversationPage;
  readonly onDone: () => void;
}
