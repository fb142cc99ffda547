import { keyFigures } from './key-figures.ts';
import { type Markup, markup } from './markup.ts';
import { clockText } from './numbers.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { RunReport } from './run-report.ts';

/** What the whole run comes down to, for somebody who reads nothing else. */
export function pageTop(report: RunReport): Markup {
  const { scenario, about, startedAt, seconds, server } = report;
  return markup`<header>
<h1>${scenario}</h1>
<p>${about}</p>
<p class="muted">${dateText(startedAt)} · ${clockText(seconds)} long · against ${server.url}, Eagre ${server.version}</p>
</header>
${outcome(report)}
<section aria-label="Key figures"><dl class="tiles">
${keyFigures(report).map(
  ({ name, figure, more }) =>
    markup`<div class="card"><dt>${name}</dt><dd class="figure">${figure}</dd><dd class="more">${more}</dd></div>\n`,
)}</dl></section>
`;
}

const headlines: Readonly<Record<Outcome, string>> = {
  passed: '✔ Passed',
  failed: '✘ Failed',
  interrupted: '■ Interrupted',
};

function outcome(report: RunReport): Markup {
  const outcome = outcomeOf(report);
  const failed = report.verdicts.filter(({ ok }) => !ok);
  return markup`<section class="outcome ${outcome}" aria-label="Verdict">
<strong>${headlines[outcome]}</strong>
<span>${outcomeText(report)}</span>
${failed.length === 0 ? '' : markup`<ul>${failed.map(({ name, text }) => markup`<li><b>${name}</b>: ${text}</li>\n`)}</ul>`}
</section>`;
}

export function outcomeText({ verdicts, interrupted }: RunReport): string {
  const held = verdicts.filter(({ ok }) => ok).length;
  const counts =
    verdicts.length === 0
      ? 'Nothing was judged, so nothing is proven.'
      : held === verdicts.length
        ? `All ${held} verdicts held.`
        : `${verdicts.length - held} of ${verdicts.length} verdicts did not hold.`;
  return interrupted
    ? `${counts} The run was ended before its time: they speak of what was done.`
    : counts;
}

/** `2026-11-10 12:00 UTC`; as it is when it is no time. */
function dateText(startedAt: string): string {
  const [date, time = ''] = startedAt.split('T');
  return /^\d\d:\d\d/.test(time) ? `${date} ${time.slice(0, 5)} UTC` : startedAt;
}
