import { Route } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../common/parts/empty.tsx';
import { Panel } from '../parts/panel.tsx';
import { FollowButton } from './follow-button.tsx';
import style from './ways.module.css';

export interface NotFollowedProps {
  /** What is known of the message. */
  readonly app?: string | undefined;
  readonly conversation?: string | undefined;
  readonly from?: string | undefined;
  /** What remains of it: its row in the store, or nothing at all. */
  readonly isStored: boolean;
}

/** Why there is nothing to see, and how there will be the next time. */
export function NotFollowed({ app, conversation, from, isStored }: NotFollowedProps) {
  const { t } = useTranslation();
  const isKnown = app !== undefined && (conversation ?? from) !== undefined;
  return (
    <Panel>
      <Empty
        icon={<Route aria-hidden="true" />}
        title={t('ways.noCourse')}
        text={
          <>
            {t(isStored ? 'ways.storedText' : 'ways.goneText')}
            <br />
            {t(isKnown ? 'ways.nextText' : 'ways.nextByHand')}
          </>
        }
        action={
          app === undefined ? undefined : (
            <div className={style['choices']}>
              {conversation === undefined ? null : (
                <FollowButton app={app} target={{ conversation }} />
              )}
              {from === undefined ? null : <FollowButton app={app} target={{ from }} />}
            </div>
          )
        }
      />
    </Panel>
  );
}
