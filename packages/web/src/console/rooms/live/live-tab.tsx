import { EagreProvider } from '@eagre/client/react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../parts/panel.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useRoomInView } from '../room-context.tsx';
import { LiveMessages } from './live-messages.tsx';
import { useObserver } from './use-observer.ts';

/** What is said in the room: the console enters it like any device, for as long as this is shown. */
export function LiveTab() {
  const { t } = useTranslation();
  const { app, state } = useRoomInView();
  const { client, error, retry } = useObserver(state.closed ? undefined : app);
  if (state.closed) return <Panel>{t('room.live.closed')}</Panel>;
  if (error !== undefined) return <Failed error={error} onRetry={retry} />;
  if (client === undefined) return <Loading />;
  return (
    <EagreProvider client={client}>
      <LiveMessages />
    </EagreProvider>
  );
}
