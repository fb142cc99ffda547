import type { AppsAnswer, NodesAnswer } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { Select } from '../../common/parts/select.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useView } from '../view/view.tsx';
import style from './top-bar.module.css';

/** No app and no node may be called so. */
const all = '*';

/** Nodes come and go in a minute at the least. */
const everyMs = 10_000;

export function AppChoice() {
  const { t } = useTranslation();
  const { app, set } = useView();
  const { data } = useAnswer<AppsAnswer>('apps');
  return (
    <Choice
      label={t('view.app')}
      allLabel={t('view.allApps')}
      names={data?.apps.map((row) => row.app)}
      value={app}
      onChange={(value) => set({ app: value })}
    />
  );
}

export function NodeChoice() {
  const { t } = useTranslation();
  const { node, set } = useView();
  const { data } = useAnswer<NodesAnswer>('nodes', { everyMs });
  return (
    <Choice
      label={t('view.node')}
      allLabel={t('view.allNodes')}
      names={data?.nodes.map((row) => row.node).toSorted()}
      value={node}
      onChange={(value) => set({ node: value })}
    />
  );
}

/** What is chosen stays in the list when it is gone: else nobody would see what he looks at. */
function Choice({ label, allLabel, names = [], value, onChange }: ChoiceProps) {
  const listed = value === undefined || names.includes(value) ? names : [...names, value];
  return (
    <Select
      label={label}
      isLabelHidden
      size="s"
      className={style['choice']}
      items={[{ id: all, label: allLabel }, ...listed.map((name) => ({ id: name, label: name }))]}
      value={value ?? all}
      onChange={(id) => onChange(id === all ? undefined : id)}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly allLabel: string;
  readonly names: readonly string[] | undefined;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}
