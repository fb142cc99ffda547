import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { earlierStart, laterStart, type WindowStart, windowOf } from './line-window.ts';
import type { RowRange } from './rows.ts';
import {
  type Anchor,
  anchorOf,
  driftOf,
  isAtEnd,
  type LineTop,
  nearEdge,
  scrollTopFor,
} from './scrolling.ts';

export interface LogScroll {
  /** What scrolls, and in it the box of the drawn rows: those of lines have `data-key`. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLOListElement | null>;
  /** Lines to draw. */
  readonly range: RowRange;
  /** The newest line is in sight. */
  readonly atEnd: boolean;
  /** Goes to the newest line, and from then on along with it. */
  toEnd(): void;
}

export interface LogScrollOptions {
  readonly lines: readonly { readonly key: string }[];
  /** Begin at the unread mark if there is one, not at the end. */
  readonly startsAtMark: boolean;
  /** The first page is there. */
  readonly isReady: boolean;
  /** Fetches older lines if there are some and none are on the way. */
  readonly more: () => void;
}

/**
 * Keeps what is in sight where it is while lines come and go around it, follows the end while that is in
 * sight, and moves the window of drawn lines along. Browsers do the first by themselves, but not all,
 * and none while rows are exchanged under it.
 */
export function useLogScroll({ lines, startsAtMark, isReady, more }: LogScrollOptions): LogScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const [start, setStart] = useState<WindowStart>(undefined);
  const [atEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const anchor = useRef<Anchor>([]);
  const notedTop = useRef(0);
  const hasBegun = useRef(false);
  const range = windowOf(lines, start);

  /** Notes what is in sight, and asks for what will be soon. */
  const look = () => {
    const box = scroller.current;
    const rows = content.current;
    if (box === null || rows === null) return;
    // A tab that is not shown has no size, and nobody sees its end.
    if (box.clientHeight === 0) {
      setAtEnd(false);
      return;
    }
    follows.current = range.to === lines.length && isAtEnd(box);
    setAtEnd(follows.current);
    anchor.current = anchorOf(topsOf(rows), box.scrollTop);
    notedTop.current = box.scrollTop;
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (box.scrollTop < nearEdge) {
      if (range.from === 0) more();
      else setStart(earlierStart(lines, range));
    } else if (start !== undefined && below < nearEdge) {
      setStart(laterStart(lines, range));
    }
  };
  const heldTop = (box: HTMLElement, rows: HTMLElement) => {
    const top = scrollTopFor(anchor.current, (key) => topOf(rows, key));
    return top === undefined ? undefined : top + driftOf(box, notedTop.current);
  };
  const settle = () => {
    const box = scroller.current;
    const rows = content.current;
    if (box === null || rows === null || box.clientHeight === 0) return;
    const first = isReady && !hasBegun.current && startsAtMark ? markTop(rows) : undefined;
    if (isReady) hasBegun.current = true;
    const top = first ?? (follows.current ? box.scrollHeight : heldTop(box, rows));
    if (top !== undefined && Math.abs(top - box.scrollTop) >= 1) box.scrollTop = top;
    look();
  };

  const goToEnd = () => {
    follows.current = true;
    if (start === undefined) settle();
    else setStart(undefined);
  };

  const latest = useRef({ look, settle, goToEnd });
  latest.current = { look, settle, goToEnd };
  // After every draw: whatever changed may have moved what is in sight.
  useLayoutEffect(() => latest.current.settle());
  useEffect(() => {
    const box = scroller.current;
    const rows = content.current;
    if (box === null || rows === null) return;
    const onScroll = () => latest.current.look();
    const sizes = new ResizeObserver(() => latest.current.settle());
    box.addEventListener('scroll', onScroll, { passive: true });
    sizes.observe(box);
    sizes.observe(rows);
    return () => {
      box.removeEventListener('scroll', onScroll);
      sizes.disconnect();
    };
  }, []);

  const toEnd = useCallback(() => latest.current.goToEnd(), []);
  return { scroller, content, range, atEnd, toEnd };
}

function topsOf(rows: HTMLElement): LineTop[] {
  return linesOf(rows).map((row) => ({ key: row.dataset['key'] ?? '', top: row.offsetTop }));
}

function topOf(rows: HTMLElement, key: string): number | undefined {
  return linesOf(rows).find((row) => row.dataset['key'] === key)?.offsetTop;
}

function markTop(rows: HTMLElement): number | undefined {
  return rows.querySelector<HTMLElement>('[data-mark="unread"]')?.offsetTop;
}

function linesOf(rows: HTMLElement): HTMLElement[] {
  return [...rows.querySelectorAll<HTMLElement>('[data-key]')];
}
