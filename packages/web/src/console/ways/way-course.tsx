import type { WayStation } from '@eagre/server/console';
import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../parts/panel.tsx';
import { OutcomeTable } from './outcome-table.tsx';
import { StationTable } from './station-table.tsx';
import { clocksBehind } from './way-clocks.ts';
import { WayDrawing } from './way-drawing.tsx';
import { wayLayout } from './way-layout.ts';
import { formatFine } from './way-units.ts';
import style from './ways.module.css';

/** A way that was followed: drawn, where it ended, and in figures. */
export function WayCourse({ stations }: { stations: readonly WayStation[] }) {
  const { t } = useTranslation();
  const layout = useMemo(() => wayLayout(stations), [stations]);
  const nodes = layout.lanes.length;
  return (
    <>
      <ClockWarning stations={stations} />
      <Panel
        title={t('ways.courseTitle', { took: formatFine(layout.tookMs) })}
        text={nodes === 1 ? t('ways.courseText') : t('ways.courseTextNodes', { nodes })}
      >
        <WayDrawing layout={layout} />
      </Panel>
      <Panel title={t('ways.outcomeTitle')} flush>
        <OutcomeTable stations={stations} />
      </Panel>
      <Panel title={t('ways.stationsTitle')} flush>
        <StationTable dots={layout.dots} />
      </Panel>
    </>
  );
}

function ClockWarning({ stations }: { stations: readonly WayStation[] }) {
  const { t } = useTranslation();
  return clocksBehind(stations).map(({ node, origin, byMs }) => (
    <p key={node} className={style['warning']} role="status">
      <TriangleAlert size={16} aria-hidden="true" />
      {t('ways.clockBehind', { node, origin, by: formatFine(byMs) })}
    </p>
  ));
}
