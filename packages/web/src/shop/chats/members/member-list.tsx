import type { GroupMember } from '@eagre/client';
import { useClient } from '@eagre/client/react';
import { MessageCircle, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { Badge } from '../../../common/parts/badge.tsx';
import { Button, IconButton } from '../../../common/parts/button.tsx';
import { Confirm } from '../../../common/parts/confirm.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { Spinner } from '../../../common/parts/spinner.tsx';
import { useChats } from '../context.ts';
import { groupName } from '../names.ts';
import { errorWords, showError } from '../parts/error-words.ts';
import { useWords } from '../parts/use-words.ts';
import { keepsOrder, type MembersView } from '../talk/use-members.ts';
import style from './members.module.css';
import { inRankOrder } from './ranks.ts';

export function MemberList({ id, view }: { id: string; view: MembersView }) {
  const { t } = useWords();
  const { me, go } = useChats();
  const client = useClient();
  const [leaving, setLeaving] = useState<string>();
  if (view.status === 'loading') return <Spinner size="m" className={style['waiting']} />;
  if (view.status === 'failed') {
    return (
      <Empty
        title={t('chats.members.failed')}
        text={errorWords(view.error, t)}
        action={<Button onPress={view.reload}>{t('chats.again')}</Button>}
      />
    );
  }
  const isKeeper = keepsOrder(view, me);
  const remove = async (user: string) => {
    try {
      await client.groups.remove(groupName(id), [user]);
      view.reload();
    } catch (error) {
      showError(error, t);
      throw error;
    }
  };
  return (
    <>
      <ul aria-label={t('chats.members.title')} className={style['members']}>
        {inRankOrder(view.members, me).map((member) => (
          <MemberRow
            key={member.user}
            member={member}
            isMe={member.user === me}
            onTalk={() => go({ type: 'talk', id: client.direct(member.user).id })}
            onRemove={
              isKeeper && member.role !== 'owner' ? () => setLeaving(member.user) : undefined
            }
          />
        ))}
      </ul>
      {view.more && <p className={style['hint']}>{t('chats.members.more')}</p>}
      <Confirm
        title={t('chats.members.removeAsk', { who: leaving ?? '' })}
        confirmLabel={t('chats.members.remove')}
        isDanger
        isOpen={leaving !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        onConfirm={() => leaving !== undefined && remove(leaving)}
      >
        {t('chats.members.removeText')}
      </Confirm>
    </>
  );
}

interface MemberRowProps {
  readonly member: GroupMember;
  readonly isMe: boolean;
  readonly onTalk: () => void;
  readonly onRemove: (() => void) | undefined;
}

function MemberRow({ member: { user, role }, isMe, onTalk, onRemove }: MemberRowProps) {
  const { t } = useWords();
  return (
    <li className={style['member']}>
      <Avatar name={user} size={40} />
      <span className={style['user']}>{user}</span>
      {isMe && <Badge>{t('chats.you')}</Badge>}
      {role !== 'member' && (
        <Badge tone={role === 'owner' ? 'accent' : 'info'}>{t(`chats.members.${role}`)}</Badge>
      )}
      {!isMe && (
        <span className={style['ways']}>
          <IconButton label={t('chats.members.talk', { who: user })} onPress={onTalk}>
            <MessageCircle />
          </IconButton>
          {onRemove && (
            <IconButton label={t('chats.members.removeOne', { who: user })} onPress={onRemove}>
              <UserMinus />
            </IconButton>
          )}
        </span>
      )}
    </li>
  );
}
