import { useClient } from '@eagre/client/react';
import { Bell, BellOff, EllipsisVertical, Info } from 'lucide-react';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { MenuButton } from '../../../common/parts/menu.tsx';
import { useChats } from '../context.ts';
import { isGroup, titleOf } from '../names.ts';
import { showError } from '../parts/error-words.ts';
import { Head } from '../parts/head.tsx';
import { useWords } from '../parts/use-words.ts';

export interface TalkHeadProps {
  readonly id: string;
  readonly typing: readonly string[];
  /** 0 as long as it is not known, and for a direct conversation. */
  readonly members: number;
}

export function TalkHead({ id, typing, members }: TalkHeadProps) {
  const { t } = useWords();
  const client = useClient();
  const { me, go, conversations } = useChats();
  const item = conversations.items.find((one) => one.id === id);
  const title = titleOf(id, item?.name, me);
  const group = isGroup(id);
  const label = t(group ? 'chats.members.open' : 'chats.members.openDirect');
  const openInfo = () => go({ type: 'open', screen: { name: 'members', id } });
  const mute = {
    id: 'mute',
    label: t(item?.muted ? 'chats.talk.unmute' : 'chats.talk.mute'),
    icon: item?.muted ? <Bell /> : <BellOff />,
    isDisabled: item === undefined,
  };
  return (
    <Head
      title={title}
      picture={<Avatar name={title} size={36} shape={group ? 'group' : 'person'} />}
      note={noteOf(typing, members, group, t)}
      onTitle={{ label, press: openInfo }}
    >
      <MenuButton
        label={t('common.more')}
        icon={<EllipsisVertical />}
        items={[{ id: 'info', label, icon: <Info /> }, mute]}
        onAction={(action) => {
          if (action === 'info') openInfo();
          else client.setMuted(id, !item?.muted).catch((error: unknown) => showError(error, t));
        }}
      />
    </Head>
  );
}

type Words = ReturnType<typeof useWords>['t'];

function noteOf(
  typing: readonly string[],
  members: number,
  group: boolean,
  t: Words,
): string | undefined {
  if (typing.length > 0) return typingWords(typing, group, t);
  if (!group) return t('chats.talk.direct');
  return members > 0 ? t('chats.talk.members', { n: members }) : t('chats.talk.group');
}

function typingWords(typing: readonly string[], group: boolean, t: Words): string {
  const [one = '', other] = typing;
  if (!group) return t('chats.typing.friend');
  if (other === undefined) return t('chats.typing.one', { who: one });
  return typing.length === 2
    ? t('chats.typing.two', { one, other })
    : t('chats.typing.many', { n: typing.length });
}
