import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { classes } from '../../../common/classes.ts';
import style from './layer.module.css';

export interface LayerProps {
  readonly isTop: boolean;
  /** Lies over another: takes the focus as it comes. */
  readonly isOver: boolean;
  readonly children: ReactNode;
}

/** What the focus goes to when a screen opens: the part with this attribute. */
const startPart = '[data-start]';

/**
 * One screen of the stack. Those below stay as they are, places and all, but cannot be reached; one that
 * is on top again gives the focus back to what had it.
 */
export function Layer({ isTop, isOver, children }: LayerProps) {
  const layer = useRef<HTMLDivElement>(null);
  const focused = useRef<HTMLElement>(null);
  const wasTop = useRef(!isOver);
  useLayoutEffect(() => {
    if (isTop && !wasTop.current) {
      const start = layer.current?.querySelector<HTMLElement>(startPart);
      const target = focused.current?.isConnected ? focused.current : start;
      target?.focus({ preventScroll: true });
    }
    wasTop.current = isTop;
  }, [isTop]);
  useEffect(() => {
    const box = layer.current;
    const note = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) focused.current = target;
    };
    box?.addEventListener('focusin', note);
    return () => box?.removeEventListener('focusin', note);
  }, []);
  return (
    <div
      ref={layer}
      className={classes(style['layer'], isOver && style['over'], !isTop && style['below'])}
      inert={!isTop}
    >
      {children}
    </div>
  );
}
