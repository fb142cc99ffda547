import { createHash } from 'node:crypto';
import { writeWhole } from './json.ts';
import { jsonMarkup, Markup, markup } from './markup.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { pageData } from './page-data.ts';
import { pagePlots } from './page-plots.ts';
import { courseTable, fitTables, setUpTables, totalTables, verdictTable } from './page-tables.ts';
import { pageTop } from './page-top.ts';
import type { RunReport } from './run-report.ts';

/** Writes the page; what stood at the path is replaced at once or not at all. */
export async function writeHtml(path: string, report: RunReport): Promise<void> {
  writeWhole(path, htmlPage(report, await pageAssets()));
}

/** A report as one file that needs nothing else: no network, no other file. */
export function htmlPage(report: RunReport, { css, script }: PageAssets): string {
  const data = pageData(report);
  // An end tag within a string of the script would end the script.
  const code = script.replaceAll('</script', '<\\/script');
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(code)}">
<title>${report.scenario} · Eagre load report</title>
<style>${new Markup(css)}</style>
</head>
<body>
<main>
${pageTop(report)}
${verdictTable(report)}
<p class="muted screen">Drag over a plot to see a part of the run in all of them; click twice for the whole.</p>
<noscript><p>The plots need JavaScript; the figures stand in tables under their places.</p></noscript>
${pagePlots(data)}
${courseTable(report)}
${totalTables(report)}
${fitTables(report.fits)}
${setUpTables(report)}
</main>
<script type="application/json" id="data">${jsonMarkup(data)}</script>
<script>${new Markup(code)}</script>
</body>
</html>
`;
  return page.text;
}

/** The page runs its own script only and asks for nothing, whatever texts of a server are in it. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}
