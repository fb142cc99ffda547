import { useClient } from '@eagre/client/react';
import { useState } from 'react';
import { Button } from '../../../common/parts/button.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { useChats } from '../context.ts';
import { isUserId } from '../names.ts';
import { Head } from '../parts/head.tsx';
import { useWords } from '../parts/use-words.ts';
import style from './start.module.css';

/** Opens the direct chat with a user; nothing is stored before the first message. */
export function NewFriend() {
  const { t } = useWords();
  const { me, go } = useChats();
  const client = useClient();
  const [typed, setTyped] = useState('');
  const user = typed.trim();
  const isWrong = user !== '' && !isUserId(user);
  const isReady = isUserId(user) && user !== me;
  const open = () => {
    if (isReady) go({ type: 'talk', id: client.direct(user).id });
  };
  return (
    <>
      <Head title={t('chats.new.friend')} />
      <div className={style['form']}>
        <TextField
          label={t('chats.new.user')}
          description={t('chats.new.userHint', { me })}
          error={faultOf()}
          value={typed}
          onChange={setTyped}
          onSubmit={open}
          autoFocus
        />
        <Button variant="primary" isWide isDisabled={!isReady} onPress={open}>
          {t('chats.new.openFriend')}
        </Button>
      </div>
    </>
  );

  function faultOf(): string | undefined {
    if (isWrong) return t('chats.new.wrongUser', { user });
    return user === me ? t('chats.new.self') : undefined;
  }
}
