import { useSyncExternalStore } from 'react';
import { readSetting, writeSetting } from './settings.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const setting = 'theme';
const listeners = new Set<() => void>();
let theme: Theme = themes.find((one) => one === readSetting(setting)) ?? 'system';
tellDocument();

/** The appearance that the person chose, and the way to choose another; the same one in all parts. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, () => theme), setTheme];
}

export function setTheme(next: Theme): void {
  theme = next;
  writeSetting(setting, next === 'system' ? undefined : next);
  tellDocument();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The style sheet follows the attribute; without one it follows the device. */
function tellDocument(): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
}
