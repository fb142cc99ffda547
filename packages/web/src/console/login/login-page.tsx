import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import logo from '../../common/eagre.svg';
import { Button } from '../../common/parts/button.tsx';
import { TextField } from '../../common/parts/fields.tsx';
import { LanguageMenu, ThemeMenu } from '../../common/parts/settings-menu.tsx';
import { readSetting, writeSetting } from '../../common/settings.ts';
import { asConsoleError, type ConsoleError } from '../api/console-error.ts';
import { useConsole } from '../api/context.tsx';
import { useErrorText } from '../parts/error-text.ts';
import style from './login-page.module.css';
import { useSecondsLeft } from './seconds-left.ts';

/** The name is kept on this device: it says who did what, it proves nothing. */
const setting = 'console.name';

export function LoginPage({ hasEnded }: { hasEnded: boolean }) {
  const { t } = useTranslation();
  return (
    <main className={style['page']}>
      <div className={style['corner']}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
      <div className={style['card']}>
        <img src={logo} alt="" width={44} height={44} />
        <h1 className={style['title']}>{t('login.title')}</h1>
        <p className={style['text']}>{t(hasEnded ? 'login.ended' : 'login.text')}</p>
        <LoginForm />
        <p className={style['hint']}>
          <KeyRound size={16} aria-hidden="true" />
          <span>
            <Trans i18nKey="login.hint" components={{ code: <code /> }} />
          </span>
        </p>
      </div>
    </main>
  );
}

function LoginForm() {
  const { t } = useTranslation();
  const { session, clock } = useConsole();
  const [name, setName] = useState(() => readSetting(setting) ?? '');
  const [key, setKey] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ConsoleError>();
  const [wait, setWait] = useState<number>();
  const secondsLeft = useSecondsLeft(wait, clock);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || key === '' || isPending || secondsLeft > 0) return;
    setPending(true);
    setError(undefined);
    try {
      writeSetting(setting, name.trim());
      await session.login(name.trim(), key.trim());
    } catch (caught) {
      const refused = asConsoleError(caught);
      setError(refused);
      setWait(refused.retryAfterMs && clock.monotonicMs() + refused.retryAfterMs);
      setPending(false);
    }
  };
  return (
    <form className={style['form']} onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('login.name')}
        description={t('login.nameText')}
        value={name}
        onChange={setName}
        name="username"
        autoComplete="username"
        maxLength={64}
        autoFocus={name === ''}
      />
      <TextField
        label={t('login.key')}
        type="password"
        value={key}
        onChange={setKey}
        name="password"
        autoComplete="current-password"
        autoFocus={name !== ''}
      />
      {error === undefined ? null : <Refusal error={error} secondsLeft={secondsLeft} />}
      <Button
        type="submit"
        variant="primary"
        isWide
        isPending={isPending}
        isDisabled={name.trim() === '' || key === '' || secondsLeft > 0}
      >
        {t('login.submit')}
      </Button>
    </form>
  );
}

function Refusal({ error, secondsLeft }: { error: ConsoleError; secondsLeft: number }) {
  const { t } = useTranslation();
  const { title, text } = useErrorText(error);
  const words =
    error.status === 401
      ? t('login.wrong')
      : error.status === 429
        ? t(secondsLeft > 0 ? 'login.tooMany' : 'login.again', { count: secondsLeft })
        : [title, text].filter((part) => part !== undefined).join(' ');
  return (
    <p className={style['refusal']} role="alert">
      {words}
    </p>
  );
}
