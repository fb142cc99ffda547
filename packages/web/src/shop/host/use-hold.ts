import { type FocusEvent, useState } from 'react';

/**
 * Keeps rows as they are while the pointer is on their list or a menu of one is open: in a full room
 * the row under the pointer would be another one by the time of the press. `holder`: for the list.
 */
export function useHold<Row>(newest: readonly Row[]) {
  const [held, setHeld] = useState<readonly Row[]>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isOver, setOver] = useState(false);
  const isHeld = isMenuOpen || isOver;
  if (isHeld && held === undefined) setHeld(newest);
  if (!isHeld && held !== undefined) setHeld(undefined);
  const holder = {
    onPointerEnter: () => setOver(true),
    onPointerLeave: () => setOver(false),
    // A menu stands elsewhere in the page, and its focus is told here all the same.
    onFocus: ({ currentTarget, target }: FocusEvent<HTMLElement>) =>
      setMenuOpen(!currentTarget.contains(target)),
    onBlur: () => setMenuOpen(false),
  };
  return { rows: held ?? newest, isHeld, holder };
}
