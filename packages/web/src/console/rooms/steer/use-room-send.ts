import { realRandom } from '@eagre/protocol/random';
import { useMemo } from 'react';
import { useApi } from '../../api/context.tsx';
import { useRoomInView } from '../room-context.tsx';
import { SendIds } from './send-ids.ts';

/** Sends a reliable message as the backend: every device that stays or comes back has it. */
export function useRoomSend() {
  const api = useApi();
  const { path } = useRoomInView();
  const ids = useMemo(() => new SendIds(realRandom), []);
  return async (kind: string, body: Readonly<Record<string, unknown>>) => {
    const clientId = ids.idFor(JSON.stringify([kind, body]));
    await api.send('POST', `${path}/messages`, { class: 'reliable', kind, body, clientId });
    ids.done();
  };
}
