import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../common/format.ts';
import style from './overview.module.css';

/** Messages that shared each of the last frames, oldest first. */
export function FlushBars({ sizes }: { sizes: readonly number[] }) {
  const { t } = useTranslation();
  if (sizes.length === 0) return <span>{t('room.flushes.none')}</span>;
  const most = Math.max(...sizes, 1);
  const label = t('room.flushes.summary', {
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
