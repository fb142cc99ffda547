import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../common/parts/button.tsx';
import { Dialog } from '../../../common/parts/dialog.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { useChange } from '../../changes/use-change.ts';
import { useRoomInView } from '../room-context.tsx';
import style from './attributes.module.css';
import { readJson } from './json-value.ts';

export interface Edited {
  /** Undefined: a new one. */
  readonly name: string | undefined;
  readonly text: string;
  /** That the value was read at; 0: it is not there. */
  readonly version: number;
}

/** Takes hold only if nobody else changed the value since it was read. */
export function EditAttribute({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const { t } = useTranslation();
  const { path } = useRoomInView();
  const api = useApi();
  const { isPending, run } = useChange();
  const [name, setName] = useState(edited.name ?? '');
  const [text, setText] = useState(edited.text);
  const read = readJson(text);
  const isEmpty = read.error === 'empty';
  const save = async () => {
    if (read.error !== undefined || name === '') return;
    const change = { set: { [name]: read.value }, expect: { [name]: edited.version } };
    const work = () => api.send('PATCH', `${path}/attributes`, change);
    if (await run(work, t('steer.attributes.saved', { name }))) onClose();
  };
  return (
    <Dialog
      isOpen
      title={
        edited.name === undefined
          ? t('steer.attributes.add')
          : t('steer.attributes.edit', { name: edited.name })
      }
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            isPending={isPending}
            isDisabled={read.error !== undefined || name === ''}
            onPress={() => void save()}
          >
            {t('changes.save')}
          </Button>
        </>
      }
    >
      <div className={style['form']}>
        {edited.name === undefined ? (
          <TextField
            label={t('steer.attributes.name')}
            description={t('steer.attributes.nameText')}
            value={name}
            onChange={setName}
            maxLength={64}
            autoFocus
          />
        ) : null}
        <TextField
          label={t('steer.attributes.json')}
          description={t('steer.attributes.jsonText')}
          error={
            read.error === undefined || isEmpty
              ? undefined
              : t(`steer.attributes.errors.${read.error}`, { detail: read.detail })
          }
          value={text}
          onChange={setText}
          rows={8}
          className={style['editor']}
          autoFocus={edited.name !== undefined}
        />
      </div>
    </Dialog>
  );
}
