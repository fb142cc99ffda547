import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/use-answer.ts';
import { Panel } from '../../parts/panel.tsx';
import { Stack } from '../../parts/stack.tsx';
import { AnswerView } from '../../parts/states.tsx';
import type { ModerationAnswer } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import { CloseRoom } from './close-room.tsx';
import { PersonForm } from './person-form.tsx';
import { RoomRules } from './room-rules.tsx';
import { TermsTable } from './terms-table.tsx';
import { WordsForm } from './words-form.tsx';

const everyMs = 4_000;

/** Who may speak, how often, and who may be there. */
export function OrderTab() {
  const { t } = useTranslation();
  const { path, state, answer: room } = useRoomInView();
  const answer = useAnswer<ModerationAnswer>(state.closed ? undefined : `${path}/moderation`, {
    everyMs,
  });
  const refresh = () => {
    answer.refresh();
    room.refresh();
  };
  if (state.closed) return <Panel>{t('room.live.closed')}</Panel>;
  return (
    <AnswerView answer={answer}>
      {(moderation) => (
        <Stack>
          <Stack columns>
            <Panel title={t('steer.order.everybody')} text={t('steer.order.everybodyText')}>
              <RoomRules moderation={moderation} onDone={refresh} />
            </Panel>
            <Panel title={t('steer.order.person')} text={t('steer.order.personText')}>
              <PersonForm onDone={refresh} />
            </Panel>
          </Stack>
          <Stack columns>
            <Panel title={t('steer.order.muted')} flush>
              <TermsTable kind="mute" terms={moderation.muted} onDone={refresh} />
            </Panel>
            <Panel title={t('steer.order.banned')} flush>
              <TermsTable kind="ban" terms={moderation.banned} onDone={refresh} />
            </Panel>
          </Stack>
          <Stack columns>
            <Panel title={t('steer.words.title')} text={t('steer.words.text')}>
              <WordsForm onDone={refresh} />
            </Panel>
            <CloseRoom onDone={refresh} />
          </Stack>
        </Stack>
      )}
    </AnswerView>
  );
}
