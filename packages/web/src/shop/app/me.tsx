import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, setLanguage, useLanguage } from '../../common/i18n.ts';
import { Avatar } from '../../common/parts/avatar.tsx';
import { Button } from '../../common/parts/button.tsx';
import { Switch, TextField } from '../../common/parts/fields.tsx';
import { Select } from '../../common/parts/select.tsx';
import { showToast } from '../../common/parts/toast.tsx';
import { themes, useTheme } from '../../common/theme.ts';
import { faultOfName } from '../identity/names.ts';
import style from './me.module.css';
import { useShop } from './shop-context.ts';

const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

interface MeProps {
  readonly hasDanmaku: boolean;
  readonly onDanmaku: (isOn: boolean) => void;
}

/** Who one is here, and how the shop looks. */
export function Me({ hasDanmaku, onDanmaku }: MeProps) {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  return (
    <section className={style['me']} aria-label={t('frame.me')}>
      <NameCard />
      <div className={style['card']}>
        <Select
          label={t('frame.language')}
          items={languages.map((id) => ({ id, label: languageNames[id] }))}
          value={useLanguage()}
          onChange={setLanguage}
        />
        <Select
          label={t('frame.theme')}
          items={themes.map((id) => ({ id, label: t(`common.theme.${id}`) }))}
          value={theme}
          onChange={setTheme}
        />
        <Switch label={t('frame.danmaku')} isSelected={hasDanmaku} onChange={onDanmaku} />
      </div>
    </section>
  );
}

function NameCard() {
  const { t } = useTranslation();
  const { shopper, rename } = useShop();
  const [name, setName] = useState(shopper.user);
  const fault = faultOfName(name);
  const save = () => {
    if (fault !== undefined || name === shopper.user) return;
    rename(name);
    showToast({ text: t('frame.nameDone', { name }), tone: 'good' });
  };
  return (
    <div className={style['card']}>
      <div className={style['who']}>
        <Avatar name={shopper.user} size={56} />
        <div>
          <h1 className={style['user']}>{shopper.user}</h1>
          <code className={style['device']}>{shopper.device}</code>
        </div>
      </div>
      <TextField
        label={t('frame.name')}
        description={t('frame.nameText')}
        value={name}
        onChange={(typed) => setName(typed.trim())}
        error={fault && t(`frame.nameFault.${fault}`)}
        onSubmit={save}
      />
      <Button
        variant="primary"
        onPress={save}
        isDisabled={fault !== undefined || name === shopper.user}
      >
        {t('frame.nameSave')}
      </Button>
    </div>
  );
}
