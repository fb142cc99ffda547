import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { SeededRandom, tempDir } from '@eagre/testkit';
import { htmlPage, writeHtml } from './html.ts';
import { pageAssets } from './page-assets.ts';
import { pageData } from './page-data.ts';
import type { RunReport } from './run-report.ts';
import { fakeReport } from './test/fake-report.ts';

const assets = await pageAssets();

interface Parsed {
  tags: Map<string, number>;
  ids: string[];
  links: string[];
  policy: string;
  data: string;
  script: string;
  text: string;
}

function parse(html: string): Parsed {
  const found: Parsed = {
    tags: new Map(),
    ids: [],
    links: [],
    policy: '',
    data: '',
    script: '',
    text: '',
  };
  const into = (name: 'data' | 'script' | 'text') => (part: { text: string }) => {
    found[name] += part.text;
  };
  new HTMLRewriter()
    .on('*', {
      element(element) {
        found.tags.set(element.tagName, (found.tags.get(element.tagName) ?? 0) + 1);
        for (const [name, value] of element.attributes) {
          if (name === 'id') found.ids.push(value);
          if (['src', 'href', 'srcset', 'action', 'style'].includes(name)) found.links.push(value);
          if (name === 'content' && value.includes('-src')) {
            found.policy = value.replaceAll('&#x27;', "'");
          }
        }
      },
    })
    .on('script#data', { text: into('data') })
    .on('script:not(#data)', { text: into('script') })
    .on('main', { text: into('text') })
    .transform(html);
  return found;
}

function pageOf(told: Partial<RunReport> = {}): Parsed {
  return parse(htmlPage({ ...fakeReport(new SeededRandom(3)), ...told }, assets));
}

test('the page needs nothing else and has a place for each plot', () => {
  const report = fakeReport(new SeededRandom(3));
  const page = pageOf();
  expect(page.links).toEqual([]);
  expect(assets.css).not.toMatch(/url\(|@import/);
  const data = pageData(report);
  expect(JSON.parse(page.data)).toEqual(data);
  expect(page.ids).toEqual([...data.plots.map(({ id }) => `plot-${id}`), 'data']);
  expect(page.tags.get('figure')).toBe(data.plots.length);
  expect(page.tags.get('h1')).toBe(1);
  expect(page.tags.get('script')).toBe(2);
  expect(page.script).toContain('Permission is hereby granted');
});

test('the browser is told to run this script only, and to fetch nothing', () => {
  const { policy, script } = pageOf();
  const hash = createHash('sha256').update(script).digest('base64');
  expect(policy).toStartWith("default-src 'none'");
  expect(policy).toContain(`script-src 'sha256-${hash}'`);
});

test('nothing in the script can end it', () => {
  const script = 'const end = "</script><b>";';
  const page = parse(htmlPage(fakeReport(new SeededRandom(3)), { css: '', script }));
  expect(page.script).toBe('const end = "<\\/script><b>";');
});

test('texts of scenarios, servers and faults stay texts', () => {
  const hostile = `</script></style><img src="x" onerror='1'><!--<script>&amp;`;
  const marks: RunReport['marks'] = [{ kind: 'fault', name: hostile, about: hostile, atMs: 0 }];
  const page = pageOf({
    scenario: hostile,
    about: hostile,
    command: hostile,
    server: { url: hostile, version: hostile },
    options: { [hostile]: hostile },
    verdicts: [{ name: hostile, ok: false, text: hostile }],
    notes: [hostile],
    marks,
    drops: { [hostile]: 1 },
    fits: [
      { title: hostile, rows: [{ figure: hostile, unit: hostile, recorded: 1, generated: 2 }] },
    ],
  });
  expect(page.tags.get('script')).toBe(2);
  expect(page.tags.has('img')).toBe(false);
  expect(page.links).toEqual([]);
  expect(page.data).not.toContain('<');
  expect(JSON.parse(page.data).bands[0].name).toBe(hostile);
});

test('the first thing said is how it ended, and what did not hold', () => {
  const failed = pageOf();
  expect(failed.text).toContain('✘ Failed');
  expect(failed.text).toContain('1 of 5 verdicts did not hold.');
  const good = [{ name: 'order', ok: true, text: 'all in order' }];
  expect(pageOf({ verdicts: good }).text).toContain('✔ Passed');
  const stopped = pageOf({ verdicts: good, interrupted: true }).text;
  expect(stopped).toContain('■ Interrupted');
  expect(stopped).not.toContain('✔ Passed');
  expect(pageOf({ verdicts: [] }).text).toContain('✘ Failed');
});

test('a run that ended before anything was measured still has a page', () => {
  const page = pageOf({
    samples: [],
    marks: [],
    verdicts: [],
    notes: [],
    fits: [],
    drops: {},
    totals: { counters: {}, timers: {} },
    interrupted: true,
  });
  expect(page.tags.has('figure')).toBe(false);
  expect(page.text).toContain('Nothing was judged');
});

test('the page is written as a whole', async () => {
  using dir = tempDir();
  const path = `${dir.path}/night.html`;
  await writeHtml(path, fakeReport(new SeededRandom(3)));
  const text = await Bun.file(path).text();
  expect(text).toStartWith('<!doctype html>');
  expect(text).toEndWith('</html>\n');
});
