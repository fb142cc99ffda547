import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../common/parts/fields.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Form } from '../../changes/form.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import { useRoomInView } from '../room-context.tsx';
import { useRoomSend } from './use-room-send.ts';

/** Tells everybody in the room something, in the name of the platform. */
export function NoticeForm() {
  const { t } = useTranslation();
  const { state } = useRoomInView();
  const send = useRoomSend();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const body = { title: title.trim(), ...(text.trim() !== '' && { text: text.trim() }) };
  const fields = useFieldErrors(body);
  return (
    <Form
      label={t('steer.send.notice')}
      isColumn
      actions={
        <ChangeButton
          label={t('steer.send.button')}
          variant="primary"
          isDisabled={body.title === ''}
          question={{
            title: t('steer.send.question', { count: state.online.devices }),
            text: body.title,
          }}
          work={() => send('notice', body)}
          done={t('steer.send.done')}
          onDone={() => {
            setTitle('');
            setText('');
          }}
          fields={fields}
        />
      }
    >
      <TextField
        label={t('steer.send.title')}
        value={title}
        onChange={setTitle}
        error={fields.at('body.title')}
      />
      <TextField
        label={t('steer.send.words')}
        value={text}
        onChange={setText}
        rows={3}
        error={fields.at('body.text')}
      />
    </Form>
  );
}
