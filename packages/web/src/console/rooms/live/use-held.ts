import { useState } from 'react';

/** The value as it was when it began to be held, or as it is. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState<{ readonly value: T }>();
  // Set while rendering, so that no value between is shown.
  if (isHeld && kept === undefined) setKept({ value });
  if (!isHeld && kept !== undefined) setKept(undefined);
  return isHeld && kept !== undefined ? kept.value : value;
}
