import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../common/format.ts';
import { useView } from '../../view/view.tsx';
import type { NodeWork } from '../room-answers.ts';
import style from './overview.module.css';

/**
 * Messages that shared each of the last frames, oldest first. Of one node: each makes frames of its
 * own, and all of much the same messages.
 */
export function FlushBars({ nodes }: { nodes: readonly NodeWork[] }) {
  const { t } = useTranslation();
  const view = useView();
  const [first] = nodes;
  const { node, flushSizes } = nodes.find((one) => one.node === view.node) ?? first ?? {};
  const sizes = flushSizes?.recent ?? [];
  if (sizes.length === 0) return <span>{t('room.flushes.none')}</span>;
  const most = Math.max(...sizes, 1);
  const label = t(nodes.length > 1 ? 'room.flushes.summaryOf' : 'room.flushes.summary', {
    node,
    count: sizes.length,
    least: formatNumber(Math.min(...sizes)),
    most: formatNumber(Math.max(...sizes)),
  });
  return (
    <div className={style['flushes']}>
      <div className={style['bars']} role="img" aria-label={label}>
        {sizes.map((size, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            className={style['bar']}
            style={{ height: `${Math.max(3, (size / most) * 100)}%` }}
            title={formatNumber(size)}
          />
        ))}
      </div>
      <p className={style['caption']}>{label}</p>
    </div>
  );
}
