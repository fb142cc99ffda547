import { useApi } from '../../api/context.tsx';
import { useRoomInView } from '../room-context.tsx';

/** Sends a reliable message as the backend: every device that stays or comes back has it. */
export function useRoomSend() {
  const api = useApi();
  const { path } = useRoomInView();
  return (kind: string, body: Readonly<Record<string, unknown>>) =>
    api.send('POST', `${path}/messages`, { class: 'reliable', kind, body });
}
