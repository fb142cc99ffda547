import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../common/parts/button.tsx';
import { SearchField } from '../../common/parts/fields.tsx';
import { Select } from '../../common/parts/select.tsx';
import style from './open-by-id.module.css';
import { useApps } from './use-apps.ts';

/** A field for an id, with the app it is of where that is not clear, and a button that opens it. */
export function OpenById({ label, placeholder, onOpen }: OpenByIdProps) {
  const { t } = useTranslation();
  const { apps, app, choose } = useApps();
  const [id, setId] = useState('');
  const wanted = id.trim();
  const open = () => {
    if (wanted !== '' && app !== undefined) onOpen(app, wanted);
  };
  return (
    <div className={style['open']}>
      {apps.length > 1 ? (
        <Select
          label={t('view.app')}
          isLabelHidden
          items={apps.map((name) => ({ id: name, label: name }))}
          value={app}
          onChange={choose}
        />
      ) : null}
      <SearchField
        label={label}
        placeholder={placeholder}
        value={id}
        onChange={setId}
        onSubmit={open}
        className={style['id']}
      />
      <Button isDisabled={wanted === '' || app === undefined} onPress={open}>
        {t('links.open')}
      </Button>
    </div>
  );
}

export interface OpenByIdProps {
  readonly label: string;
  readonly placeholder: string;
  readonly onOpen: (app: string, id: string) => void;
}
