import type { Room, RoomChatEvent } from '@eagre/client';
import { memo, useEffect, useRef } from 'react';
import style from './danmaku.module.css';
import { Lanes } from './lanes.ts';
import { Pool } from './pool.ts';
import { lineText } from './words.ts';

/** Lines in the air at once, whatever is said: what more there is stands in the chat below. */
const mostFlying = 32;
/** Of the size of the letters, which the reader may have made larger. */
const laneHeight = 2.25;
/** Before and behind the text, as the style has it. Pixels. */
const endPadding = 10;

/**
 * What is said flies over the upper part of the stage. For the eye only: the chat says it all. A fixed
 * number of elements is moved by the compositor; React has no part in it.
 */
export const Danmaku = memo(function Danmaku({ room }: { room: Room | undefined }) {
  const sky = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sky.current === null || room === undefined) return;
    const flock = new Flock(sky.current);
    const stop = room.on('chat', (chat) => flock.fly(chat));
    return () => {
      stop();
      flock.end();
    };
  }, [room]);
  return <div ref={sky} className={style['sky']} aria-hidden="true" />;
});

class Flock {
  readonly #sky: HTMLElement;
  readonly #lanes = new Lanes();
  readonly #pool: Pool<HTMLElement>;
  readonly #sizes: ResizeObserver;
  readonly #ruler = document.createElement('canvas').getContext('2d');
  #width = 0;
  #laneHeight = 0;

  constructor(sky: HTMLElement) {
    this.#sky = sky;
    const elements = Array.from({ length: mostFlying }, () => {
      const element = document.createElement('span');
      element.hidden = true;
      sky.append(element);
      return element;
    });
    this.#pool = new Pool(elements);
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(sky);
  }

  fly({ own, recent, ...chat }: RoomChatEvent): void {
    // A page that nobody looks at would have all of them fly at once when somebody looks again.
    if (recent || document.hidden || this.#pool.free === 0) return;
    const text = lineText(chat);
    const length = this.#lengthOf(text);
    const nowMs = performance.now();
    const flight = this.#lanes.book(nowMs, length);
    if (flight === undefined) return;
    const element = this.#pool.take();
    if (element === undefined) return;
    element.textContent = text;
    element.className = (own ? style['own'] : style[chat.rank ?? 'viewer']) ?? '';
    element.hidden = false;
    const top = flight.lane * this.#laneHeight;
    const flying = element.animate(
      [
        { transform: `translate(${this.#width}px, ${top}px)` },
        { transform: `translate(${-length}px, ${top}px)` },
      ],
      { duration: flight.durationMs, easing: 'linear', fill: 'forwards' },
    );
    // At once, also if the page is late to draw: else the next one in the lane would catch up.
    flying.startTime = nowMs;
    flying.onfinish = () => this.#land(element);
  }

  end(): void {
    this.#sizes.disconnect();
    this.#sky.replaceChildren();
  }

  /** Measured beside the page: to ask the element would lay the page out with each line. */
  #lengthOf(text: string): number {
    return Math.ceil(this.#ruler?.measureText(text).width ?? 0) + 2 * endPadding;
  }

  #land(element: HTMLElement): void {
    element.hidden = true;
    this.#pool.back(element);
  }

  #fit(): void {
    for (const flying of this.#sky.getAnimations({ subtree: true })) flying.finish();
    const { clientHeight, clientWidth } = this.#sky;
    const { font, fontSize } = getComputedStyle(this.#sky);
    if (this.#ruler) this.#ruler.font = font;
    this.#width = clientWidth;
    this.#laneHeight = Number.parseFloat(fontSize) * laneHeight;
    this.#lanes.fit(Math.floor(clientHeight / this.#laneHeight), clientWidth);
  }
}
