import { useApi } from '../../api/context.tsx';
import { useRoomInView } from '../room-context.tsx';

export interface Moderation {
  readonly action: string;
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly ms?: number | undefined;
}

/** Asks the server to keep order in the room in view. */
export function useModerate(): (moderation: Moderation) => Promise<unknown> {
  const api = useApi();
  const { path } = useRoomInView();
  return (moderation) => api.send('POST', `${path}/moderation`, moderation);
}
