import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../common/parts/button.tsx';
import { Dialog } from '../../../common/parts/dialog.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { useChange } from '../../changes/use-change.ts';
import { useFieldErrors } from '../../changes/use-field-errors.ts';
import type { Attributes } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import style from './attributes.module.css';
import { readJson } from './json-value.ts';
import { Overtaken } from './overtaken.tsx';

export interface Edited {
  /** Undefined: a new one. */
  readonly name: string | undefined;
  readonly text: string;
  /** That the value was read at; 0: it is not there. */
  readonly version: number;
}

/**
 * Takes hold only if nobody else changed the value since it was read; who did is told here, and what
 * was typed may then take the place of that.
 */
export function EditAttribute({ edited, attributes, onRefused, onClose }: EditAttributeProps) {
  const { t } = useTranslation();
  const { path } = useRoomInView();
  const api = useApi();
  const { isPending, run } = useChange();
  const [name, setName] = useState(edited.name ?? '');
  const [text, setText] = useState(edited.text);
  /** Of the value that this is to take the place of. */
  const [seen, setSeen] = useState(edited.version);
  const errors = useFieldErrors([name, text]);
  const read = readJson(text);
  const isEmpty = read.error === 'empty';
  const now = attributes[name];
  const version = now?.version ?? 0;
  const isOvertaken = version !== seen;
  const isReady = read.error === undefined && name !== '' && !isOvertaken;
  const nameError = edited.name === undefined ? errors.at('set', 'invalid_argument') : undefined;
  const save = async () => {
    if (read.error !== undefined || !isReady) return;
    const change = { set: { [name]: read.value }, expect: { [name]: seen } };
    const work = () => api.send('PATCH', `${path}/attributes`, change);
    const refused = await run(work, t('steer.attributes.saved', { name }));
    if (refused === undefined) return onClose();
    errors.note(refused);
    onRefused();
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
            isDisabled={!isReady}
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
            error={nameError}
            value={name}
            onChange={(typed) => {
              setName(typed);
              setSeen(0);
            }}
            autoFocus
          />
        ) : null}
        <TextField
          label={t('steer.attributes.json')}
          description={t('steer.attributes.jsonText')}
          error={
            read.error === undefined || isEmpty
              ? nameError === undefined
                ? errors.at('set')
                : undefined
              : t(`steer.attributes.errors.${read.error}`, { detail: read.detail })
          }
          value={text}
          onChange={setText}
          rows={8}
          className={style['editor']}
          autoFocus={edited.name !== undefined}
        />
        {isOvertaken ? <Overtaken name={name} by={now} onReplace={() => setSeen(version)} /> : null}
      </div>
    </Dialog>
  );
}

export interface EditAttributeProps {
  readonly edited: Edited;
  /** As they are now. */
  readonly attributes: Attributes;
  readonly onRefused: () => void;
  readonly onClose: () => void;
}
