import type { ConversationPage } from '@eagre/server/console';
import { UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatNumber } from '../../../common/format.ts';
import { Badge } from '../../../common/parts/badge.tsx';
import { Select } from '../../../common/parts/select.tsx';
import { useApi } from '../../api/context.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { useChange } from '../../changes/use-change.ts';
import { IdLink } from '../../links/id-link.tsx';
import { userPath } from '../../links/paths.ts';
import { InRow } from '../../parts/in-table.tsx';
import type { Column } from '../../parts/table.tsx';
import { groupApiPath } from './group-api-path.ts';

const roles = ['owner', 'admin', 'member'] as const;
type Role = (typeof roles)[number];

/** As the HTTP API gives it. */
export interface Member {
  readonly user: string;
  readonly role: Role;
  readonly joinedAt: number;
  /** Read up to this entry. */
  readonly read: number;
}

export function useMemberColumns(
  page: ConversationPage,
  refresh: () => void,
): readonly Column<Member>[] {
  const { t } = useTranslation();
  const api = useApi();
  const path = (user: string) => `${groupApiPath(page)}/members/${encodeURIComponent(user)}`;
  return [
    {
      id: 'user',
      label: t('conversation.user'),
      cell: ({ user }) => <IdLink href={userPath(page.app, user)}>{user}</IdLink>,
      by: ({ user }) => user,
    },
    {
      id: 'role',
      label: t('conversation.role'),
      // The owner stays it until another member is made the owner.
      cell: (member) =>
        member.role === 'owner' ? (
          <Badge tone="info">{t('conversation.roles.owner')}</Badge>
        ) : (
          <RoleSelect member={member} path={path(member.user)} onDone={refresh} />
        ),
    },
    {
      id: 'read',
      label: t('conversation.read'),
      cell: ({ read }) => formatNumber(read),
      by: ({ read }) => read,
      isFigure: true,
    },
    {
      id: 'joined',
      label: t('conversation.joined'),
      cell: ({ joinedAt }) => formatDateTime(joinedAt),
      by: ({ joinedAt }) => joinedAt,
    },
    {
      id: 'remove',
      label: t('conversation.remove'),
      cell: ({ user }) => (
        <InRow>
          <ChangeButton
            size="s"
            label={t('conversation.remove')}
            icon={<UserMinus aria-hidden="true" />}
            question={{
              title: t('conversation.removeTitle', { user }),
              text: t('conversation.removeText'),
            }}
            work={() => api.send('DELETE', path(user))}
            done={t('conversation.removed', { user })}
            onDone={refresh}
          />
        </InRow>
      ),
      isFigure: true,
    },
  ];
}

function RoleSelect({ member, path, onDone }: RoleSelectProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { isPending, run } = useChange();
  const choose = async (role: Role) => {
    const done = t('conversation.roleDone', { user: member.user });
    const refused = await run(() => api.send('PATCH', path, { role }), done);
    if (refused === undefined) onDone();
  };
  return (
    <InRow>
      <Select<Role>
        label={t('conversation.roleOf', { user: member.user })}
        isLabelHidden
        size="s"
        isDisabled={isPending}
        items={roles.map((id) => ({ id, label: t(`conversation.roles.${id}`) }))}
        value={member.role}
        onChange={(role) => void choose(role)}
      />
    </InRow>
  );
}

interface RoleSelectProps {
  readonly member: Member;
  readonly path: string;
  readonly onDone: () => void;
}
