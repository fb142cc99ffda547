import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberField, TextField } from '../../../common/parts/fields.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Form } from '../../changes/form.tsx';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import { useRoomInView } from '../room-context.tsx';
import { itemBody } from './item-body.ts';
import { useRoomSend } from './use-room-send.ts';

const nothing = { itemId: '', title: '', price: Number.NaN, currency: 'CNY' };

/** Puts an item card before everybody in the room. */
export function ItemForm() {
  const { t } = useTranslation();
  const { state } = useRoomInView();
  const send = useRoomSend();
  const [item, setItem] = useState(nothing);
  const body = itemBody(item);
  const fields = useFieldErrors(item);
  return (
    <Form
      label={t('steer.send.item')}
      actions={
        <ChangeButton
          label={t('steer.send.button')}
          variant="primary"
          isDisabled={body === undefined}
          question={{
            title: t('steer.send.question', { count: state.online.devices }),
            text: item.title,
          }}
          work={() => send('item', body ?? {})}
          done={t('steer.send.done')}
          onDone={() => setItem({ ...nothing, currency: item.currency })}
          fields={fields}
        />
      }
    >
      <TextField
        label={t('steer.send.itemId')}
        value={item.itemId}
        onChange={(itemId) => setItem({ ...item, itemId })}
        error={fields.at('body.itemId')}
      />
      <TextField
        label={t('steer.send.itemTitle')}
        value={item.title}
        onChange={(title) => setItem({ ...item, title })}
        error={fields.at('body.title')}
      />
      <NumberField
        label={t('steer.send.price')}
        value={item.price}
        onChange={(price) => setItem({ ...item, price })}
        min={0}
        step={0.01}
        error={fields.at('body.price')}
      />
      <TextField
        label={t('steer.send.currency')}
        description={t('steer.send.currencyText')}
        value={item.currency}
        onChange={(currency) => setItem({ ...item, currency: currency.toUpperCase() })}
        error={fields.at('body.currency')}
        maxLength={3}
      />
    </Form>
  );
}
