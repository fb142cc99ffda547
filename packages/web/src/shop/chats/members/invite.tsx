import { useClient } from '@eagre/client/react';
import { useState } from 'react';
import { Button } from '../../../common/parts/button.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { showToast } from '../../../common/parts/toast.tsx';
import { groupName, isUserId, splitUsers } from '../names.ts';
import { showError } from '../parts/error-words.ts';
import { useWords } from '../parts/use-words.ts';
import style from './members.module.css';

/** Adds people by their user ids; any member may. */
export function Invite({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [isPending, setPending] = useState(false);
  const users = splitUsers(typed);
  const wrong = users.find((user) => !isUserId(user));
  const invite = () => {
    if (users.length === 0 || wrong !== undefined || isPending) return;
    setPending(true);
    client.groups
      .invite(groupName(id), users)
      .then(({ unchanged }) => {
        setTyped('');
        onDone();
        const all = unchanged.length === users.length;
        showToast({
          text: t(all ? 'chats.members.thereAlready' : 'chats.members.invited'),
          tone: all ? 'info' : 'good',
        });
      })
      .catch((error: unknown) => showError(error, t))
      .finally(() => setPending(false));
  };
  return (
    <div className={style['invite']}>
      <TextField
        label={t('chats.members.invite')}
        description={t('chats.members.inviteHint')}
        error={wrong === undefined ? undefined : t('chats.new.wrongUser', { user: wrong })}
        value={typed}
        onChange={setTyped}
        onSubmit={invite}
        className={style['inviteField']}
      />
      <Button isPending={isPending} isDisabled={users.length === 0} onPress={invite}>
        {t('chats.members.add')}
      </Button>
    </div>
  );
}
