import { PowerOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Router } from 'wouter';
import { Empty } from '../../common/parts/empty.tsx';
import { useConsole, useSessionState } from '../api/context.tsx';
import { LoginPage } from '../login/login-page.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { Frame } from './frame.tsx';
import style from './gate.module.css';

/**
 * The pages for who is signed in, the login for who is not. The address stays while the login is
 * shown, so after it one is back where one was.
 */
export function Gate() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const state = useSessionState();
  switch (state.kind) {
    case 'signedIn':
      return (
        <Router base="/console">
          <Frame />
        </Router>
      );
    case 'signedOut':
      return <LoginPage hasEnded={state.ended} />;
    case 'loading':
      return (
        <main className={style['middle']}>
          <Loading />
        </main>
      );
    case 'off':
      return (
        <main className={style['middle']}>
          <Empty
            icon={<PowerOff aria-hidden="true" />}
            title={t('login.off')}
            text={
              <>
                {t('login.offText')}
                <code className={style['words']}>{state.message}</code>
              </>
            }
          />
        </main>
      );
    case 'failed':
      return (
        <main className={style['middle']}>
          <Failed error={state.error} onRetry={() => void session.check()} />
        </main>
      );
  }
}
