import type { Tone } from '../plot.ts';

/** Canvases know no style sheets: they are painted with the colours that the page has just now. */
export interface Theme {
  text: string;
  muted: string;
  grid: string;
  card: string;
  phase: string;
  fault: string;
  faultText: string;
  tone(tone: Tone): string;
}

export function currentTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('text'),
    muted: colour('muted'),
    grid: colour('grid'),
    card: colour('card'),
    phase: colour('phase'),
    fault: colour('fault'),
    faultText: colour('fault-text'),
    tone: (tone) => colour(`tone-${tone}`),
  };
}
