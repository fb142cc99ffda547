import { realClock, type Timer } from '@eagre/protocol/clock';
import { type MouseEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { menuButton } from './message-steps.ts';

/** A finger that rests for so long asks for the menu. ms. */
const longPressMs = 450;
/** … unless it moves: then it scrolls. px. */
const stillPx = 10;

export interface OpenMenu {
  /** Of the line it is about. */
  readonly key: string;
  /** What it stands beside. */
  readonly anchor: HTMLElement;
}

export interface MessageMenu {
  readonly open: OpenMenu | undefined;
  close(): void;
  /** For the list of rows: right click, long press, and the buttons in it. */
  readonly handlers: {
    onContextMenu(event: MouseEvent): void;
    onClick(event: MouseEvent): void;
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/** One menu for all messages: each its own would be hundreds of them. */
export function useMessageMenu(): MessageMenu {
  const [open, setOpen] = useState<OpenMenu>();
  const press = useRef<{ timer: Timer; x: number; y: number }>(undefined);
  const handlers = useMemo(() => {
    const show = (target: EventTarget) => {
      const found = menuAt(target);
      if (found) setOpen(found);
      return found !== undefined;
    };
    const release = () => {
      press.current?.timer.cancel();
      press.current = undefined;
    };
    return {
      onContextMenu(event: MouseEvent) {
        // What is marked is to be copied by the browser's own menu.
        if (getSelection()?.isCollapsed === false) return;
        if (show(event.target)) event.preventDefault();
      },
      onClick({ target }: MouseEvent) {
        if ((target as Element).closest(menuButton)) show(target);
      },
      onPointerDown({ pointerType, target, clientX, clientY }: PointerEvent) {
        release();
        if (pointerType !== 'touch') return;
        const timer = realClock.setTimer(longPressMs, () => show(target));
        press.current = { timer, x: clientX, y: clientY };
      },
      onPointerMove({ clientX, clientY }: PointerEvent) {
        const { x, y } = press.current ?? { x: clientX, y: clientY };
        if (Math.hypot(clientX - x, clientY - y) > stillPx) release();
      },
      onPointerUp: release,
      onPointerCancel: release,
    };
  }, []);
  return { open, close: () => setOpen(undefined), handlers };
}

function menuAt(target: EventTarget): OpenMenu | undefined {
  const row = (target as Element).closest<HTMLElement>('[data-key]');
  const anchor = row?.querySelector<HTMLElement>('[data-bubble]');
  const key = row?.dataset['key'];
  return anchor && key !== undefined ? { key, anchor } : undefined;
}
