import { useClient } from '@eagre/client/react';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { Button } from '../../../common/parts/button.tsx';
import { Confirm } from '../../../common/parts/confirm.tsx';
import { Switch } from '../../../common/parts/fields.tsx';
import { useChats } from '../context.ts';
import { friendOf, groupName, isGroup, titleOf } from '../names.ts';
import { showError } from '../parts/error-words.ts';
import { Head } from '../parts/head.tsx';
import { useWords } from '../parts/use-words.ts';
import { useMembers } from '../talk/use-members.ts';
import { Invite } from './invite.tsx';
import { MemberList } from './member-list.tsx';
import style from './members.module.css';

/** Who is in a conversation, and this shopper's settings of it. */
export function Members({ id }: { id: string }) {
  const { t } = useWords();
  const { me, conversations } = useChats();
  const item = conversations.items.find((one) => one.id === id);
  const view = useMembers(id);
  const title = titleOf(id, item?.name, me);
  const group = isGroup(id);
  const note = group ? t('chats.talk.members', { n: view.members.length }) : friendOf(id, me);
  return (
    <>
      <Head title={t(group ? 'chats.members.title' : 'chats.members.direct')} />
      <div className={style['scroller']}>
        <div className={style['who']}>
          <Avatar name={title} size={72} shape={group ? 'group' : 'person'} />
          <h3 className={style['name']}>{title}</h3>
          {group && <p className={style['note']}>{note}</p>}
        </div>
        <Mute id={id} isMuted={item?.muted} />
        {group && (
          <>
            <Invite id={id} onDone={view.reload} />
            <MemberList id={id} view={view} />
            <Leave id={id} title={title} />
          </>
        )}
      </div>
    </>
  );
}

/** `isMuted` is not known before anything was said. */
function Mute({ id, isMuted }: { id: string; isMuted: boolean | undefined }) {
  const { t } = useWords();
  const client = useClient();
  return (
    <div className={style['card']}>
      <Switch
        className={style['switch']}
        label={t('chats.members.mute')}
        isSelected={isMuted ?? false}
        isDisabled={isMuted === undefined}
        onChange={(muted) => {
          client.setMuted(id, muted).catch((error: unknown) => showError(error, t));
        }}
      />
      <p className={style['hint']}>{t('chats.members.muteHint')}</p>
    </div>
  );
}

function Leave({ id, title }: { id: string; title: string }) {
  const { t } = useWords();
  const client = useClient();
  const { go } = useChats();
  const [isAsking, setAsking] = useState(false);
  const leave = async () => {
    try {
      await client.groups.leave(groupName(id));
      go({ type: 'list' });
    } catch (error) {
      showError(error, t);
      throw error;
    }
  };
  return (
    <div className={style['leave']}>
      <Button isWide onPress={() => setAsking(true)}>
        <LogOut aria-hidden="true" />
        {t('chats.members.leave')}
      </Button>
      <Confirm
        title={t('chats.members.leaveAsk', { title })}
        confirmLabel={t('chats.members.leave')}
        isDanger
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={leave}
      >
        {t('chats.members.leaveText')}
      </Confirm>
    </div>
  );
}
