import type { SeriesName } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../common/parts/badge.tsx';
import { Figure, Figures } from '../parts/figure.tsx';
import { formatUnit, suffixOf, type Unit } from '../units.ts';
import { courseOf, newestOf } from './newest.ts';
import style from './now.module.css';
import type { SeriesBook } from './series/series-book.ts';

const figures: readonly (readonly [key: SeriesName, unit: Unit])[] = [
  ['connections', 'count'],
  ['users', 'count'],
  ['messagesIn', 'perSecond'],
  ['messagesOut', 'perSecond'],
  ['ackP99Ms', 'ms'],
  ['deliveryP99Ms', 'ms'],
  ['loopLagMs', 'ms'],
];

/** The figures one looks at first, with the course of the last steps. */
export function HeadFigures({ book }: { book: SeriesBook }) {
  const { t } = useTranslation();
  return (
    <div className={style['figures']}>
      <Figures label={t('now.figures')}>
        {figures.map(([key, unit]) => {
          const suffix = suffixOf(unit);
          return (
            <Figure
              key={key}
              label={t(`now.series.${key}`)}
              value={formatUnit(unit, newestOf(book, key))}
              unit={suffix === undefined ? undefined : t(suffix)}
              course={courseOf(book, key)}
            />
          );
        })}
        <Overload book={book} />
      </Figures>
    </div>
  );
}

function Overload({ book }: { book: SeriesBook }) {
  const { t } = useTranslation();
  const level = newestOf(book, 'overload');
  const isHigh = level !== null && level > 0;
  return (
    <Figure
      label={t('now.series.overload')}
      tone={isHigh ? 'bad' : 'plain'}
      value={
        <Badge tone={isHigh ? 'bad' : 'good'} hasDot>
          {t(isHigh ? 'now.overloaded' : 'now.calm')}
        </Badge>
      }
      course={courseOf(book, 'overload')}
    />
  );
}
