import type { FollowTarget } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { ChangeButton } from '../changes/change-button.tsx';
import { useBegun, useFollow, useTargetName } from './use-follow.ts';

/** Follows every message of a sender or a conversation from now on. */
export function FollowButton({ app, target }: { app: string; target: FollowTarget }) {
  const { t } = useTranslation();
  const follow = useFollow();
  const name = useTargetName()(target);
  const begun = useBegun(target);
  return (
    <ChangeButton
      label={t('ways.follow.one', { target: name })}
      work={() => follow.begin(app, target)}
      done={begun}
    />
  );
}
