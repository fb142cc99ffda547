import { useTranslation } from 'react-i18next';
import { classes } from '../../common/classes.ts';
import { formatUnit, suffixOf, type Unit } from '../units.ts';
import { lineColour } from './chart-options.ts';
import style from './plot.module.css';
import { dashAfter, type PlotColours } from './plot-colours.ts';
import type { PlotData, PlotLine } from './plot-data.ts';

/** The lines' names with their values at `index`, or the newest ones. */
export function PlotLegend({ data, lines, unit, colours, index }: PlotLegendProps) {
  const { t } = useTranslation();
  const at = index ?? data.times().length - 1;
  const suffix = suffixOf(unit);
  return (
    <div className={style['legend']} aria-hidden="true">
      {lines.map(({ id, label }, line) => (
        <span key={id} className={style['entry']}>
          <span
            className={classes(style['swatch'], line >= dashAfter && style['dashed'])}
            style={{ color: lineColour(colours, line) }}
          />
          <span className={style['label']}>{label}</span>
          <span className={style['value']}>
            {formatUnit(unit, data.values(id)[at])}
            {suffix === undefined ? null : <small>{t(suffix)}</small>}
          </span>
        </span>
      ))}
    </div>
  );
}

export interface PlotLegendProps {
  readonly data: PlotData;
  readonly lines: readonly PlotLine[];
  readonly unit: Unit;
  readonly colours: PlotColours;
  /** Of the time under the pointer. */
  readonly index: number | undefined;
}
