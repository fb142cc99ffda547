import { mkdirSync, renameSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './lib/bundle.ts';
import { packOf } from './lib/pack.ts';

const packageFolder = join(import.meta.dir, '..');
const outFile = join(packageFolder, 'dist/web.pages');
/** Editors write a file in several steps. */
const settleMs = 50;

/** `build.ts [--watch] [--quiet]`: writes `dist/web.pages`. */
async function build(): Promise<void> {
  const startedMs = performance.now();
  const files = await bundle();
  mkdirSync(join(packageFolder, 'dist'), { recursive: true });
  // Whole or not at all: a server may be reading it.
  const own = `${outFile}.${process.pid}`;
  writeFileSync(own, packOf(files));
  renameSync(own, outFile);
  if (process.argv.includes('--quiet')) return;
  const took = Math.round(performance.now() - startedMs);
  console.log(`packages/web/dist/web.pages: ${files.length} files in ${took} ms`);
}

function failed(error: unknown): void {
  const logs = error instanceof AggregateError ? error.errors : [];
  console.error([error, ...logs].map(String).join('\n'));
}

if (process.argv.includes('--watch')) {
  let timer: Timer | undefined;
  await build().catch(failed);
  for (const folder of ['packages/web/src', 'packages/client/src', 'examples/plain']) {
    watch(join(packageFolder, '../..', folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => build().catch(failed), settleMs);
    });
  }
} else {
  await build().catch((error) => {
    failed(error);
    process.exitCode = 1;
  });
}
