import { useTranslation } from 'react-i18next';
import { Button } from '../../../common/parts/button.tsx';
import type { Attribute } from '../room-answers.ts';
import style from './attributes.module.css';
import { writeJson } from './json-value.ts';

/** What somebody else made of a value while it was edited; it is replaced by who has read this. */
export function Overtaken({ name, by, onReplace }: OvertakenProps) {
  const { t } = useTranslation();
  return (
    <div className={style['overtaken']} role="alert">
      <p>
        {t(by === undefined ? 'steer.attributes.gone' : 'steer.attributes.overtaken', { name })}
      </p>
      {by === undefined ? null : <pre className={style['json']}>{writeJson(by.value)}</pre>}
      <Button size="s" onPress={onReplace}>
        {t(by === undefined ? 'steer.attributes.setAnyway' : 'steer.attributes.replace')}
      </Button>
    </div>
  );
}

export interface OvertakenProps {
  readonly name: string;
  /** Undefined: it was removed. */
  readonly by: Attribute | undefined;
  readonly onReplace: () => void;
}
