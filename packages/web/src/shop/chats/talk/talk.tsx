import type { Content, EagreError } from '@eagre/client';
import { useClient, useConversation } from '@eagre/client/react';
import { CircleAlert } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from '../../../common/parts/button.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { useChats } from '../context.ts';
import { isGroup } from '../names.ts';
import { errorWords, showError } from '../parts/error-words.ts';
import { OfflineBanner } from '../parts/offline-banner.tsx';
import { useWords } from '../parts/use-words.ts';
import { Composer } from './composer.tsx';
import { Log } from './log.tsx';
import { TalkHead } from './talk-head.tsx';
import { useAttention } from './use-attention.ts';
import { useMembers } from './use-members.ts';
import { useUnreadMark } from './use-unread-mark.ts';

export interface TalkProps {
  readonly id: string;
  /** No other screen lies over it. */
  readonly isTop: boolean;
}

/** One conversation: its messages, and the field for the next one. */
export function Talk({ id, isTop }: TalkProps) {
  const { me, drafts } = useChats();
  const view = useConversation(id);
  const members = useMembers(id);
  const isLooking = useAttention() && isTop;
  const mark = useUnreadMark(view, me, isLooking);
  /** Counts what was sent from here: the log goes to its end with each. */
  const [sent, setSent] = useState(0);
  const { send } = view;
  const say = useCallback(
    (content: Content) => {
      setSent((count) => count + 1);
      send(content).catch(() => {
        // The line itself shows that it failed, and why.
      });
    },
    [send],
  );
  if (view.status === 'refused') return <Refused id={id} error={view.error} />;
  return (
    <>
      <TalkHead id={id} typing={view.typing} members={members.members.length} />
      <OfflineBanner />
      <Log {...{ view, members, isLooking, sent }} unreadKey={mark.key} />
      <Composer
        draft={drafts.get(id) ?? ''}
        onDraft={(text) => {
          if (text === '') drafts.delete(id);
          else drafts.set(id, text);
        }}
        onTyping={view.setTyping}
        onSend={(content) => {
          mark.clear();
          say(content);
        }}
      />
    </>
  );
}

/** Closed to this user: sent away, or never let in. An open group may be joined from here. */
function Refused({ id, error }: { id: string; error: EagreError | undefined }) {
  const { t } = useWords();
  const { go } = useChats();
  const client = useClient();
  const join = () => {
    client.groups.join(client.conversation(id).id.slice('group:'.length)).then(
      () => go({ type: 'list' }),
      (refused: unknown) => showError(refused, t),
    );
  };
  return (
    <>
      <TalkHead id={id} typing={[]} members={0} />
      <Empty
        icon={<CircleAlert />}
        title={t('chats.talk.refused')}
        text={error && errorWords(error, t)}
        action={isGroup(id) && <Button onPress={join}>{t('chats.talk.join')}</Button>}
      />
    </>
  );
}
