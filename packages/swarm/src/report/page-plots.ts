import { type Column, type Markup, markup, table } from './markup.ts';
import { clockText, textOf } from './numbers.ts';
import { type PageData, type Plot, sections, type Unit } from './plot.ts';

/** Rows of a plot's table: enough to follow its course. */
const tableRows = 20;

/** Places for the plots, each with its explanation and its figures as a table. */
export function pagePlots({ plots, times }: PageData): Markup[] {
  return sections.map((section) => {
    const own = plots.filter((plot) => plot.section === section);
    if (own.length === 0) return markup``;
    return markup`<section aria-label="${section}"><h2>${section}</h2>
<div class="plots">${own.map((plot) => figure(plot, times))}</div></section>
`;
  });
}

const unitNames: Readonly<Record<Unit, string>> = {
  count: '',
  perSecond: 'a second',
  ms: 'time',
  bytes: 'bytes',
  bytesPerSecond: 'bytes a second',
  cores: 'cores',
};

function figure(plot: Plot, times: readonly number[]): Markup {
  const { id, title, unit, about, isLog } = plot;
  const notes = [unitNames[unit], isLog ? 'logarithmic scale' : ''];
  return markup`<figure class="card">
<figcaption><h3>${title} <span class="unit">${notes.filter((note) => note !== '').join(', ')}</span></h3><p>${about}</p></figcaption>
<div class="plot" id="plot-${id}" role="img" aria-label="${title}: figures in the table below"></div>
<details><summary>Figures of “${title}”</summary>${spread(plot)}${course(plot, times)}</details>
</figure>
`;
}

function spread({ series, unit }: Plot): Markup {
  const columns = ['Lowest', 'Median', 'Highest'].map((title) => ({ title, isNumber: true }));
  const rows = series.map(({ label, values }) => {
    const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
    return [label, ...[0, 0.5, 1].map((part) => textOf[unit](at(part)))];
  });
  return table('Over the run', [{ title: 'Line' }, ...columns], rows);
}

function course({ series, unit }: Plot, times: readonly number[]): Markup {
  const every = Math.max(1, Math.ceil(times.length / tableRows));
  const columns: Column[] = series.map(({ label }) => ({ title: label, isNumber: true }));
  const rows = [...times.entries()]
    .filter(([i]) => i % every === every - 1)
    .map(([i, time]) => [
      clockText(time),
      ...series.map(({ values }) => {
        const value = values[i];
        return value === null || value === undefined ? '–' : textOf[unit](value);
      }),
    ]);
  return table('At single moments', [{ title: 'Time' }, ...columns], rows);
}
