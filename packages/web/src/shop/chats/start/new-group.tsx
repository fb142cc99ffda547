import { useClient } from '@eagre/client/react';
import { realRandom } from '@eagre/protocol/random';
import { useState } from 'react';
import { Button } from '../../../common/parts/button.tsx';
import { Switch, TextField } from '../../../common/parts/fields.tsx';
import { useChats } from '../context.ts';
import { isUserId, splitUsers } from '../names.ts';
import { showError } from '../parts/error-words.ts';
import { Head } from '../parts/head.tsx';
import { useWords } from '../parts/use-words.ts';
import { newGroupName } from './group-name.ts';
import style from './start.module.css';

/** The wire's limit of a title. */
const mostTitle = 128;

/** Makes a group of this shopper and those named, and opens it. */
export function NewGroup() {
  const { t } = useWords();
  const { me, go } = useChats();
  const client = useClient();
  const [title, setTitle] = useState('');
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [isPending, setPending] = useState(false);
  const members = splitUsers(typed).filter((user) => user !== me);
  const wrong = members.find((user) => !isUserId(user));
  const isReady = title.trim() !== '' && wrong === undefined;
  const create = () => {
    if (!isReady || isPending) return;
    setPending(true);
    const group = newGroupName(realRandom);
    client.groups
      .create(group, { name: title.trim(), members, open })
      .then(() => go({ type: 'talk', id: client.group(group).id }))
      .catch((error: unknown) => showError(error, t))
      .finally(() => setPending(false));
  };
  return (
    <>
      <Head title={t('chats.new.group')} />
      <div className={style['form']}>
        <TextField
          label={t('chats.new.title')}
          value={title}
          onChange={setTitle}
          onSubmit={create}
          maxLength={mostTitle}
          autoFocus
        />
        <TextField
          label={t('chats.new.members')}
          description={t('chats.new.membersHint')}
          error={wrong === undefined ? undefined : t('chats.new.wrongUser', { user: wrong })}
          value={typed}
          onChange={setTyped}
          onSubmit={create}
        />
        <Switch label={t('chats.new.isOpen')} isSelected={open} onChange={setOpen} />
        <Button variant="primary" isWide isDisabled={!isReady || isPending} onPress={create}>
          {t('chats.new.create')}
        </Button>
      </div>
    </>
  );
}
