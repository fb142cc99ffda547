import { useConnection } from '@eagre/client/react';
import { CloudOff } from 'lucide-react';
import style from './offline-banner.module.css';
import { useWords } from './use-words.ts';

/** Says that the connection is away, and that nothing is lost by it. */
export function OfflineBanner() {
  const { t } = useWords();
  const { state, online } = useConnection();
  if (online) return <div role="status" />;
  return (
    <div role="status" className={style['banner']}>
      <CloudOff aria-hidden="true" />
      {t(state === 'stopped' ? 'chats.offline.stopped' : 'chats.offline.waiting')}
    </div>
  );
}
