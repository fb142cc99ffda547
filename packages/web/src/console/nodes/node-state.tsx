import type { NodeRow } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../../common/parts/badge.tsx';
import style from './nodes.module.css';
import { type NodeStateName, stateOf } from './state-of.ts';

const tones: Readonly<Record<NodeStateName, Tone>> = {
  ready: 'good',
  notReady: 'bad',
  draining: 'warn',
  silent: 'neutral',
};

export function NodeState({ row }: { row: NodeRow }) {
  const { t } = useTranslation();
  const state = stateOf(row);
  return (
    <span className={style['state']}>
      <Badge tone={tones[state]} hasDot>
        {t(`nodes.states.${state}`)}
      </Badge>
      {row.notReady === undefined || state === 'draining' ? null : (
        <span className={style['reason']}>{row.notReady}</span>
      )}
    </span>
  );
}
