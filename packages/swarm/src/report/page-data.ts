import type { Band, PageData, Plot } from './plot.ts';
import { latencyPlots } from './plots-of-latency.ts';
import { loadPlots, ownPlots } from './plots-of-load.ts';
import { leftOutPlots, serverPlots } from './plots-of-server.ts';
import type { RunReport } from './run-report.ts';

/** The plots of a report: only those for which something was measured. */
export function pageData(report: RunReport): PageData {
  const { samples } = report;
  const plots = [
    ...loadPlots(samples),
    ...latencyPlots(samples),
    ...leftOutPlots(samples),
    ...serverPlots(samples),
    ...ownPlots(samples),
  ];
  return {
    times: samples.map(({ atMs }) => Math.round(atMs) / 1000),
    bands: bandsOf(report),
    plots: plots.filter(({ series }) => series.length > 0).map(rounded),
  };
}

function bandsOf({ marks, seconds }: RunReport): Band[] {
  return marks.map(({ kind, name, atMs, endMs }) => ({
    kind,
    name,
    from: atMs / 1000,
    to: endMs === undefined ? seconds : endMs / 1000,
  }));
}

/** Four digits are more than anyone sees, and keep the file small. */
function rounded(plot: Plot): Plot {
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
  return {
    ...plot,
    series: plot.series.map((line) => ({ ...line, values: line.values.map(round) })),
  };
}
