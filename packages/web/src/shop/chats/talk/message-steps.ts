/** The button of a message that opens its menu: what the arrow keys go along. */
export const menuButton = 'button[data-more]';

/** Moves the focus to the message before or after, and says whether it did. */
export function stepTo(key: string, rows: HTMLElement | null): boolean {
  if (rows === null || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
  const buttons = [...rows.querySelectorAll<HTMLElement>(menuButton)];
  const next = nextStep(
    key,
    buttons.indexOf(document.activeElement as HTMLElement),
    buttons.length,
  );
  const button = next === undefined ? undefined : buttons[next];
  button?.focus({ preventScroll: true });
  button?.closest('li')?.scrollIntoView({ block: 'nearest' });
  return button !== undefined;
}

/** The place to go to of `count`; from outside (-1) it begins with the newest. */
export function nextStep(
  key: 'ArrowUp' | 'ArrowDown',
  at: number,
  count: number,
): number | undefined {
  if (at < 0) return count > 0 ? count - 1 : undefined;
  const next = key === 'ArrowUp' ? at - 1 : at + 1;
  return next >= 0 && next < count ? next : undefined;
}
