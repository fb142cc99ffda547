import type { Room, RoomChatEvent } from '@eagre/client';
import { memo, useEffect, useRef } from 'react';
import style from './danmaku.module.css';
import { Lanes } from './lanes.ts';
import { Pool } from './pool.ts';
import { lineText } from './words.ts';

/** Lines in the air at once, whatever is said: what more there is stands in the chat below. */
const mostFlying = 32;
const laneHeight = 34;

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
    if (recent || document.hidden) return;
    const element = this.#pool.take();
    if (element === undefined) return;
    element.textContent = lineText(chat);
    element.className = (own ? style['own'] : style[chat.rank ?? 'viewer']) ?? '';
    element.hidden = false;
    const flight = this.#lanes.book(performance.now(), element.offsetWidth);
    if (flight === undefined) {
      this.#land(element);
      return;
    }
    element.style.top = `${flight.lane * laneHeight}px`;
    const flying = element.animate(
      [
        { transform: `translateX(${this.#sky.clientWidth}px)` },
        { transform: `translateX(${-element.offsetWidth}px)` },
      ],
      { duration: flight.durationMs, easing: 'linear', fill: 'forwards' },
    );
    flying.onfinish = () => this.#land(element);
  }

  end(): void {
    this.#sizes.disconnect();
    this.#sky.replaceChildren();
  }

  #land(element: HTMLElement): void {
    element.hidden = true;
    this.#pool.back(element);
  }

  #fit(): void {
    for (const flying of this.#sky.getAnimations({ subtree: true })) flying.finish();
    const { clientHeight, clientWidth } = this.#sky;
    this.#lanes.fit(Math.floor(clientHeight / laneHeight), clientWidth);
  }
}
