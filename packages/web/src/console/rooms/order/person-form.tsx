import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../common/parts/fields.tsx';
import { Select } from '../../../common/parts/select.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Form } from '../../changes/form.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import { useTermWords } from './term-words.ts';
import { termMinutes, termMs } from './terms.ts';
import { useModerate } from './use-moderate.ts';

const firstMinutes = '30';

/** Mutes or bans a user; the list beneath lifts it again. */
export function PersonForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const moderate = useModerate();
  const words = useTermWords();
  const [user, setUser] = useState('');
  const [minutes, setMinutes] = useState(firstMinutes);
  const who = user.trim();
  const fields = useFieldErrors(who);
  const ms = termMs(Number(minutes));
  const done = () => {
    setUser('');
    onDone();
  };
  return (
    <Form
      label={t('steer.order.person')}
      actions={
        <>
          <ChangeButton
            label={t('steer.order.mute')}
            isDisabled={who === ''}
            work={() => moderate({ action: 'mute', user: who, ms })}
            done={t('steer.order.wasMuted', { user: who, term: words(ms) })}
            onDone={done}
            fields={fields}
          />
          <ChangeButton
            label={t('steer.order.ban')}
            variant="danger"
            isDisabled={who === ''}
            question={{
              title: t('steer.order.banTitle', { user: who }),
              text: t('steer.order.banText', { term: words(ms) }),
            }}
            work={() => moderate({ action: 'ban', user: who, ms })}
            done={t('steer.order.wasBanned', { user: who, term: words(ms) })}
            onDone={done}
            fields={fields}
          />
        </>
      }
    >
      <TextField
        label={t('steer.order.user')}
        value={user}
        onChange={setUser}
        error={fields.at('user')}
      />
      <Select
        label={t('steer.order.term')}
        items={termMinutes.map((one) => ({ id: String(one), label: words(termMs(one)) }))}
        value={minutes}
        onChange={setMinutes}
      />
    </Form>
  );
}
