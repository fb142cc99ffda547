import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Form } from '../../changes/form.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import type { Tier } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import { type TierDraft, tierChange } from './tier-change.ts';

const whole = { maximumFractionDigits: 0 } as const;
const fields = ['windowMs', 'flushItems', 'displayPerSecond'] as const;

/** Sets the pipeline's figures for this room, whatever its online count, or takes that back. */
export function TierForm({ tier }: { tier: Tier }) {
  const { t } = useTranslation();
  const { path, answer } = useRoomInView();
  const api = useApi();
  const [draft, setDraft] = useState<TierDraft>({});
  const change = tierChange(tier, draft);
  const errors = useFieldErrors(draft);
  const done = () => {
    setDraft({});
    answer.refresh();
  };
  return (
    <Form
      label={t('steer.tier.title')}
      actions={
        <>
          <ChangeButton
            label={t('steer.tier.apply')}
            variant="primary"
            question={{ title: t('steer.tier.question'), text: t('steer.tier.questionText') }}
            work={() => api.send('PATCH', path, { tier: change })}
            done={t('steer.tier.done')}
            onDone={done}
            fields={errors}
          />
          <ChangeButton
            label={t('steer.tier.back')}
            isDisabled={!tier.overridden}
            work={() => api.send('PATCH', path, { tier: null })}
            done={t('steer.tier.wasTakenBack')}
            onDone={done}
          />
        </>
      }
    >
      {fields.map((field) => (
        <NumberField
          key={field}
          label={t(`steer.tier.${field}`)}
          description={t(`steer.tier.${field}Text`)}
          value={draft[field] ?? tier[field]}
          onChange={(value) => setDraft({ ...draft, [field]: value })}
          min={0}
          format={whole}
          error={errors.at(`tier.${field}`)}
        />
      ))}
    </Form>
  );
}
