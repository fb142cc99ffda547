import { readFileSync } from 'node:fs';

export interface PageAssets {
  css: string;
  script: string;
}

/**
 * The page's style and script, to be put into it: with uPlot inside, since the page must work without a
 * network. Bundled from the sources each time, which takes some tens of ms once a run.
 */
export async function pageAssets(): Promise<PageAssets> {
  const built = await Bun.build({
    entrypoints: [pathOf('./page/main.ts')],
    target: 'browser',
    format: 'iife',
    minify: true,
    // It goes along with each copy of what is under it.
    banner: `/*! uPlot: ${readFileSync(pathOf('uplot/LICENSE'), 'utf8').trim()} */`,
  });
  const script = await built.outputs[0]?.text();
  if (script === undefined) throw new Error('the page’s script could not be bundled');
  const plotCss = readFileSync(pathOf('uplot/dist/uPlot.min.css'), 'utf8');
  const ownCss = readFileSync(pathOf('./page/page.css'), 'utf8');
  return { css: `${plotCss}\n${ownCss}`, script };
}

function pathOf(specifier: string): string {
  return Bun.resolveSync(specifier, import.meta.dir);
}
