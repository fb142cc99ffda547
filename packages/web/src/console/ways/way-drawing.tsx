import type { WayStation } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { classes } from '../../common/classes.ts';
import { stationNames } from './stations.ts';
import type { WayDot, WayLane, WayLayout } from './way-layout.ts';
import { formatFine, formatTick } from './way-units.ts';
import style from './ways.module.css';

/** A line of labels, in pixels. */
const levelHeight = 26;
const firstLevel = 26;

/** The way as a line for each node, a dot for each station. The table beneath it says it to all. */
export function WayDrawing({ layout }: { layout: WayLayout }) {
  return (
    <div className={style['drawing']} aria-hidden="true">
      <div className={style['axis']}>
        {layout.ticks.map(({ x, ms }) => (
          <span key={ms} className={style['tick']} style={{ left: `${x * 100}%` }}>
            {formatTick(ms)}
          </span>
        ))}
      </div>
      {layout.lanes.map((lane) => (
        <Lane key={lane.node} lane={lane} layout={layout} />
      ))}
    </div>
  );
}

function Lane({ lane, layout }: { lane: WayLane; layout: WayLayout }) {
  const height = firstLevel + lane.levels * levelHeight + 8;
  const from = lane.dots[0]?.x ?? 0;
  const to = lane.dots.at(-1)?.x ?? from;
  return (
    <div className={style['lane']}>
      <span className={style['node']}>{lane.node}</span>
      <div className={style['track']} style={{ height }}>
        {layout.ticks.map(({ x, ms }) => (
          <span key={ms} className={style['rule']} style={{ left: `${x * 100}%` }} />
        ))}
        <span
          className={style['line']}
          style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
        />
        {lane.dots.map((dot) => (
          <Stem key={dot.number} dot={dot} />
        ))}
        {lane.dots.map((dot) => (
          <Dot key={dot.number} dot={dot} />
        ))}
      </div>
    </div>
  );
}

/** Beneath all labels: where it has to pass behind one, the words stay whole. */
function Stem({ dot: { x, level } }: { dot: WayDot }) {
  const height = firstLevel - 14 + level * levelHeight + levelHeight / 2;
  return <span className={style['stem']} style={{ left: `${x * 100}%`, height }} />;
}

function Dot({ dot }: { dot: WayDot }) {
  const name = useStationName();
  const left = `${dot.x * 100}%`;
  const top = firstLevel + dot.level * levelHeight;
  const title = `${name(dot.station)} +${formatFine(dot.afterMs)}`;
  return (
    <>
      <span
        className={classes(style['dot'], style[`of-${dot.station}`])}
        style={{ left }}
        title={title}
      />
      <span className={classes(style['label'], style[dot.side])} style={{ left, top }}>
        <b className={style['number']}>{dot.number}</b>
        <span className={style['name']}>{name(dot.station)}</span>
        <span className={style['ms']}>+{formatFine(dot.afterMs)}</span>
      </span>
    </>
  );
}

/** A station in words; one that is new here by its own name. */
export function useStationName(): (station: WayStation['station']) => string {
  const { t } = useTranslation();
  return (station) =>
    stationNames.some((known) => known === station) ? t(`ways.stations.${station}`) : station;
}
