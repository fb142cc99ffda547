import { useTranslation } from 'react-i18next';
import { formatAgo } from '../../common/format.ts';
import { Badge, type Tone } from '../../common/parts/badge.tsx';
import { useApi } from '../api/context.tsx';
import style from './nodes.module.css';
import { isGone, type NodeStateName, type ShownNode, stateOf } from './state-of.ts';

const tones: Readonly<Record<NodeStateName, Tone>> = {
  gone: 'bad',
  ready: 'good',
  notReady: 'bad',
  draining: 'warn',
  silent: 'neutral',
};

export function NodeState({ row }: { row: ShownNode }) {
  const { t } = useTranslation();
  const api = useApi();
  const state = stateOf(row);
  const reason = isGone(row)
    ? t('nodes.lastHeard', { ago: formatAgo(row.lastHeardAt, api.serverNow()) })
    : row.notReady;
  return (
    <span className={style['state']}>
      <Badge tone={tones[state]} hasDot>
        {t(`nodes.states.${state}`)}
      </Badge>
      {reason === undefined || state === 'draining' ? null : (
        <span className={style['reason']}>{reason}</span>
      )}
    </span>
  );
}
