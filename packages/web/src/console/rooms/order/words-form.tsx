import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Form } from '../../changes/form.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import { useRoomInView } from '../room-context.tsx';
import { wordsOf } from './word-list.ts';

/** Sets the words that viewers may not say. The server tells nobody which hold, only how many. */
export function WordsForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { path, state } = useRoomInView();
  const api = useApi();
  const [text, setText] = useState('');
  const words = wordsOf(text);
  const fields = useFieldErrors(words);
  const set = (wanted: readonly string[]) => api.send('PATCH', path, { words: wanted });
  const done = () => {
    setText('');
    onDone();
  };
  return (
    <Form
      label={t('steer.words.title')}
      isColumn
      actions={
        <>
          <ChangeButton
            label={t('steer.words.set')}
            isDisabled={words.length === 0}
            question={{
              title: t('steer.words.question', { count: words.length }),
              text: t('steer.words.questionText', { count: state.words }),
            }}
            work={() => set(words)}
            done={t('steer.words.done', { count: words.length })}
            onDone={done}
            fields={fields}
          />
          <ChangeButton
            label={t('steer.words.clear')}
            isDisabled={state.words === 0}
            question={{
              title: t('steer.words.clearTitle'),
              text: t('steer.words.questionText', { count: state.words }),
            }}
            work={() => set([])}
            done={t('steer.words.cleared')}
            onDone={onDone}
          />
        </>
      }
    >
      <TextField
        label={t('steer.words.list')}
        description={t('steer.words.now', { count: state.words })}
        error={fields.at('words')}
        value={text}
        onChange={setText}
        rows={4}
      />
    </Form>
  );
}
