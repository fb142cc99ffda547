import { useTranslation } from 'react-i18next';
import { formatMs } from '../../../common/format.ts';
import { Switch } from '../../../common/parts/fields.tsx';
import { Select } from '../../../common/parts/select.tsx';
import { useChange } from '../../changes/use-change.ts';
import type { ModerationAnswer } from '../room-answers.ts';
import style from './order.module.css';
import { useModerate } from './use-moderate.ts';

/** Seconds between two messages of a viewer. */
const paces = [0, 2, 5, 10, 30, 60];

/** What holds for everybody but host and staff. */
export function RoomRules({ moderation, onDone }: RoomRulesProps) {
  const { t } = useTranslation();
  const moderate = useModerate();
  const { isPending, run } = useChange();
  const { mutedAll, slowMs } = moderation;
  const act = async (work: () => Promise<unknown>, done: string) => {
    if ((await run(work, done)) === undefined) onDone();
  };
  // The room may have a pace that somebody else set.
  const known = [...new Set([...paces, slowMs / 1000])].toSorted((a, b) => a - b);
  return (
    <div className={style['rules']}>
      <Switch
        label={t('steer.order.muteAll')}
        isSelected={mutedAll}
        isDisabled={isPending}
        onChange={(isOn) =>
          void act(
            () => moderate({ action: isOn ? 'mute_all' : 'unmute_all' }),
            t(isOn ? 'steer.order.allMuted' : 'steer.order.allUnmuted'),
          )
        }
      />
      <Select
        label={t('steer.order.slow')}
        description={t('steer.order.slowText')}
        isDisabled={isPending}
        items={known.map((seconds) => ({
          id: String(seconds),
          label: seconds === 0 ? t('steer.order.noSlow') : formatMs(seconds * 1000),
        }))}
        value={String(slowMs / 1000)}
        onChange={(seconds) =>
          void act(
            () => moderate({ action: 'slow', ms: Number(seconds) * 1000 }),
            t(Number(seconds) === 0 ? 'steer.order.slowOff' : 'steer.order.slowOn'),
          )
        }
      />
    </div>
  );
}

export interface RoomRulesProps {
  readonly moderation: ModerationAnswer;
  readonly onDone: () => void;
}
