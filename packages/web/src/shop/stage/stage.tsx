import { type CSSProperties, memo, type ReactNode } from 'react';
import { classes } from '../../common/classes.ts';
import { PictureOf } from '../items/item-picture.tsx';
import { Backdrop } from './backdrop.tsx';
import { HostArm, HostBody, HostHead } from './host-figure.tsx';
import style from './stage.module.css';

const viewBox = '0 0 390 844';
/** What stands on the table when nothing is pinned. */
const usual = 'kettle';
const beside = [
  { id: 'tea', x: 88 },
  { id: 'plant', x: 302 },
] as const;
/** Where things stand, from the top of the picture. */
const tableTop = 570;

interface StageProps {
  readonly label: string;
  /** Of the item that the host talks about. */
  readonly itemId?: string | undefined;
}

/**
 * Stands in for the video. What moves are small layers, by transforms that no layout or paint depends
 * on, so that it costs next to nothing beside a crowd; the browser rests it when nobody looks.
 */
export const Stage = memo(function Stage({ label, itemId = usual }: StageProps) {
  return (
    <div className={style['stage']} role="img" aria-label={label}>
      <Layer>
        <Backdrop />
      </Layer>
      <div className={style['glow']} />
      <Layer>
        <HostBody />
      </Layer>
      <Moved box="236 285 104 200" className={style['arm']}>
        <HostArm />
      </Moved>
      <Moved box="125 205 140 180" className={style['head']}>
        <HostHead />
      </Moved>
      <div className={style['lamp']} />
      <Layer>
        <Table />
        {beside
          .filter(({ id }) => id !== itemId)
          .map(({ id, x }) => (
            <OnTable key={id} id={id} x={x} size={64} />
          ))}
        <OnTable key={itemId} id={itemId} x={195} size={112} />
      </Layer>
    </div>
  );
});

function Layer({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox={viewBox}
      preserveAspectRatio="xMidYMid slice"
      className={style['layer']}
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

interface MovedProps {
  /** What of the picture it has: left, top, width, height. */
  readonly box: `${number} ${number} ${number} ${number}`;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** A part that moves, no larger than it is: each frame draws all of it anew. */
function Moved({ box, className, children }: MovedProps) {
  const [left, top, width, height] = box.split(' ');
  const place = { '--left': left, '--top': top, '--width': width, '--height': height };
  return (
    <svg
      viewBox={box}
      className={classes(style['moved'], className)}
      style={place as CSSProperties}
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

function Table() {
  return (
    <g>
      <path d="M-900 588h2190v272H-900z" fill="#3b2230" />
      <path d="M-900 548h2190v40H-900z" fill="#d59a68" />
      <path d="M-900 588h2190v14H-900z" fill="#a86c44" />
      <path d="M60 548l-30 40M190 548v40M330 548l30 40" stroke="#bf8453" strokeWidth="2" />
    </g>
  );
}

/** A picture in a frame that stands at `x`. */
function OnTable({ id, x, size }: { id: string; x: number; size: number }) {
  const left = x - size / 2;
  const top = tableTop - size;
  const round = size * 0.16;
  return (
    <g className={style['item']}>
      <ellipse
        cx={x}
        cy={tableTop}
        rx={size * 0.56}
        ry={size * 0.07}
        fill="#3b1a10"
        opacity="0.45"
      />
      <rect x={left} y={top} width={size} height={size} rx={round} fill="#fff4e4" />
      <svg
        x={left + 3}
        y={top + 3}
        width={size - 6}
        height={size - 6}
        viewBox="0 0 120 120"
        className={style['picture']}
        aria-hidden="true"
      >
        <PictureOf id={id} />
      </svg>
    </g>
  );
}
