import { useTranslation } from 'react-i18next';
import { Panel } from '../../parts/panel.tsx';
import { Stack } from '../../parts/stack.tsx';
import { useRoomInView } from '../room-context.tsx';
import { ItemForm } from './item-form.tsx';
import { NoticeForm } from './notice-form.tsx';
import { TierForm } from './tier-form.tsx';

/** How fast the room's pipeline runs, and what the backend says into it. */
export function SteerTab() {
  const { t } = useTranslation();
  const { state } = useRoomInView();
  if (state.closed) return <Panel>{t('room.live.closed')}</Panel>;
  return (
    <Stack>
      <Panel title={t('steer.tier.title')} text={t('steer.tier.text')}>
        <TierForm tier={state.tier} />
      </Panel>
      <Stack columns>
        <Panel title={t('steer.send.notice')} text={t('steer.send.text')}>
          <NoticeForm />
        </Panel>
        <Panel title={t('steer.send.item')} text={t('steer.send.text')}>
          <ItemForm />
        </Panel>
      </Stack>
    </Stack>
  );
}
