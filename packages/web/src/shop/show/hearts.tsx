import { Heart } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../common/format.ts';
import { CrowdHearts } from './crowd-hearts.ts';
import style from './hearts.module.css';
import { Pool } from './pool.ts';

/** Hearts in the air at once. */
const mostHearts = 28;
/** While the button is held, a tap each so often. ms. */
const holdEveryMs = 120;
const colours = ['#ff5470', '#ff8a5c', '#ffc857', '#ff7eb6', '#e85d9f'] as const;

interface HeartsProps {
  readonly total: number;
  readonly onLike: () => void;
  readonly isDisabled: boolean;
}

/** The like button: a tap is a like, holding it many. The crowd's likes rise as well, some of them. */
export const Hearts = memo(function Hearts({ total, onLike, isDisabled }: HeartsProps) {
  const { t } = useTranslation();
  const air = useRef<HTMLDivElement>(null);
  const flock = useRef<HeartFlock>(undefined);
  const crowd = useRef(new CrowdHearts());
  useEffect(() => {
    if (air.current === null) return;
    const own = new HeartFlock(air.current);
    flock.current = own;
    return () => own.end();
  }, []);
  useEffect(() => {
    const risen = crowd.current.heard(total, performance.now());
    for (let heart = 0; heart < risen; heart += 1) flock.current?.rise(heart * 90);
  }, [total]);
  const { press, release } = useHold(() => {
    crowd.current.tapped(1);
    flock.current?.rise(0);
    onLike();
  });
  return (
    <div className={style['place']}>
      <div ref={air} className={style['air']} aria-hidden="true" />
      <button
        type="button"
        className={style['button']}
        aria-label={t('show.like')}
        disabled={isDisabled}
        onPointerDown={(event) => event.button === 0 && press()}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if ((event.key === 'Enter' || event.key === ' ') && !event.repeat) press();
        }}
        onKeyUp={release}
        onBlur={release}
      >
        <Heart aria-hidden="true" />
      </button>
      <span className={style['total']}>
        <span aria-hidden="true">{formatCount(total)}</span>
        <span className="unseen">{t('show.likes', { count: total })}</span>
      </span>
    </div>
  );
});

/** Acts at once, and again and again until it is let go. */
function useHold(act: () => void) {
  const latest = useRef(act);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  useEffect(() => {
    latest.current = act;
  });
  const release = () => clearInterval(timer.current);
  useEffect(() => () => clearInterval(timer.current), []);
  const press = () => {
    release();
    latest.current();
    timer.current = setInterval(() => latest.current(), holdEveryMs);
  };
  return { press, release };
}

class HeartFlock {
  readonly #air: HTMLElement;
  readonly #pool: Pool<SVGSVGElement>;
  #count = 0;

  constructor(air: HTMLElement) {
    this.#air = air;
    this.#pool = new Pool(Array.from({ length: mostHearts }, () => air.appendChild(drawHeart())));
  }

  rise(delayMs: number): void {
    if (document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const heart = this.#pool.take();
    if (heart === undefined) return;
    this.#count += 1;
    heart.style.color = colours[this.#count % colours.length] ?? colours[0];
    const away = 18 + ((this.#count * 37) % 40);
    const side = this.#count % 2 === 0 ? 1 : -1;
    const frames = [
      { transform: 'translate(0, 0) scale(0.3)', opacity: 0 },
      {
        transform: `translate(${side * away * 0.3}px, -40px) scale(1.1)`,
        opacity: 1,
        offset: 0.15,
      },
      {
        transform: `translate(${-side * away * 0.5}px, -190px) scale(1)`,
        opacity: 0.95,
        offset: 0.6,
      },
      { transform: `translate(${side * away * 0.6}px, -340px) scale(0.8)`, opacity: 0 },
    ];
    const timing = { duration: 1900 + away * 12, delay: delayMs, easing: 'ease-out' };
    heart.animate(frames, timing).onfinish = () => this.#pool.back(heart);
  }

  end(): void {
    this.#air.replaceChildren();
  }
}

function drawHeart(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  // A shade that is drawn: one by a filter is worked out anew in each frame, for each heart.
  svg.append(heartPath('#2a0614', '0.3', 'translate(0 1.2)'), heartPath('currentColor', '1'));
  return svg;
}

function heartPath(fill: string, opacity: string, transform = ''): SVGPathElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M12 21C5 15.5 2 12 2 8a5 5 0 0 1 10-1.5A5 5 0 0 1 22 8c0 4-3 7.5-10 13z');
  path.setAttribute('fill', fill);
  path.setAttribute('fill-opacity', opacity);
  path.setAttribute('transform', transform);
  return path;
}
