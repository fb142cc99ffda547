import type { FollowAnswer, FollowTarget } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/context.tsx';

/** Whose messages, for people: `ann in group:lobby`. */
export function useTargetName(): (target: FollowTarget) => string {
  const { t } = useTranslation();
  return ({ conversation, from }) => {
    if (from === undefined) return conversation ?? '';
    return conversation === undefined ? from : t('ways.follow.both', { from, conversation });
  };
}

/** What is said when it has begun: on which nodes it has not, too. */
export function useBegun(target: FollowTarget): (answer: FollowAnswer) => string {
  const { t } = useTranslation();
  const name = useTargetName()(target);
  return ({ missing }) =>
    missing.length === 0
      ? t('ways.follow.begun', { target: name })
      : t('ways.follow.begunExcept', { target: name, nodes: missing.join(', ') });
}

export interface Follow {
  begin(app: string, target: FollowTarget): Promise<FollowAnswer>;
  end(app: string, target: FollowTarget): Promise<unknown>;
}

/** Has every message of somebody followed for some minutes, or ends it. */
export function useFollow(): Follow {
  const api = useApi();
  const path = (app: string) => `apps/${encodeURIComponent(app)}/follow`;
  return {
    begin: (app, target) => api.send<FollowAnswer>('POST', path(app), target),
    end: (app, { conversation, from }) => {
      const query = new URLSearchParams({
        ...(conversation !== undefined && { conversation }),
        ...(from !== undefined && { from }),
      });
      return api.send('DELETE', `${path(app)}?${query}`);
    },
  };
}
