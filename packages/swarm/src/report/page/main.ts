import type uPlot from 'uplot';
import type { PageData } from '../plot.ts';
import { drawChart, sizeOf } from './chart.ts';
import { currentTheme } from './theme.ts';

/** mm of A4 between the margins, in CSS pixels. */
const paperPx = 640;

const page = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
const charts = new Map<HTMLElement, uPlot>();

function drawAll(): void {
  const theme = currentTheme();
  for (const plot of page.plots) {
    const place = document.getElementById(`plot-${plot.id}`);
    if (place === null) continue;
    charts.get(place)?.destroy();
    charts.set(place, drawChart(place, plot, page, theme));
  }
}

function fitAll(): void {
  for (const [place, chart] of charts) {
    const size = sizeOf(place);
    if (size.width !== chart.width) chart.setSize(size);
  }
}

/** On paper the colours are the light ones, whatever the screen has. */
function onPaper(isPaper: boolean): void {
  document.documentElement.classList.toggle('paper', isPaper);
  document.body.style.width = isPaper ? `${paperPx}px` : '';
  drawAll();
}

drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
new ResizeObserver(() => requestAnimationFrame(fitAll)).observe(document.body);
addEventListener('beforeprint', () => onPaper(true));
addEventListener('afterprint', () => onPaper(false));
