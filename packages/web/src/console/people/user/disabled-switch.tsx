import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../../common/parts/confirm.tsx';
import { Switch } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { useChange } from '../../changes/use-change.ts';

/** Keeps a user out, or lets the user in again. */
export function DisabledSwitch({ path, user, isKnown, isDisabled, onDone }: DisabledSwitchProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { isPending, run } = useChange();
  const [isAsking, setAsking] = useState(false);
  const set = async (disabled: boolean) => {
    const done = t(disabled ? 'person.wasDisabled' : 'person.wasEnabled', { user });
    const work = async () => {
      // Users connect without being made known; there is nothing to change of them then.
      if (!isKnown) await api.send('PUT', path, {});
      await api.send('PATCH', path, { disabled });
    };
    const refused = await run(work, done);
    if (refused === undefined) onDone();
    return refused;
  };
  return (
    <>
      <Switch
        label={t('person.disabled')}
        isSelected={isDisabled}
        isDisabled={isPending}
        onChange={(disabled) => (disabled ? setAsking(true) : void set(false))}
      />
      <Confirm
        title={t('person.disableTitle', { user })}
        confirmLabel={t('person.disable')}
        isDanger
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={async () => {
          const refused = await set(true);
          if (refused !== undefined) throw refused;
        }}
      >
        {t('person.disableText')}
      </Confirm>
    </>
  );
}

export interface DisabledSwitchProps {
  /** Below `/console/api/`: the user in the HTTP API. */
  readonly path: string;
  readonly user: string;
  /** The store has heard of the user. */
  readonly isKnown: boolean;
  readonly isDisabled: boolean;
  readonly onDone: () => void;
}
