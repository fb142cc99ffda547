import { useEffect, useState } from 'react';

/** The style sheet's colours as a canvas takes them. */
export interface PlotColours {
  readonly lines: readonly string[];
  readonly grid: string;
  readonly ink: string;
}

const names = ['--plot-1', '--plot-2', '--plot-3', '--plot-4', '--plot-5', '--plot-6'];

/** Lines past the last colour use the colours again, dashed. */
export const dashAfter = names.length;

/** Read again when the person or the device changes the appearance. */
export function usePlotColours(): PlotColours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const update = () => setColours(read());
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', update);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', update);
    };
  }, []);
  return colours;
}

/** By an element that uses them: a variable's own text may still hold a choice of light and dark. */
function read(): PlotColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colourOf = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    lines: names.map(colourOf),
    grid: colourOf('--line'),
    ink: colourOf('--ink-faint'),
  };
  probe.remove();
  return colours;
}

/** A colour of `getComputedStyle`, `rgb(1, 2, 3)`, seen through. */
export function faded(colour: string, alpha: number): string {
  return colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}
