import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const packageFolder = join(import.meta.dir, '..');

/** Writes the bundles: `index.js` for browsers, Bun and Node, and `file.js` for Bun and Node. */
export async function bundle(outFolder: string): Promise<void> {
  for (const [entry, target] of [
    ['index', 'browser'],
    ['file', 'node'],
  ] as const) {
    const source = entry === 'index' ? 'src/index.ts' : 'src/storage/file.ts';
    const result = await Bun.build({
      entrypoints: [join(packageFolder, source)],
      outdir: outFolder,
      naming: `${entry}.js`,
      target,
      format: 'esm',
      minify: true,
      sourcemap: 'linked',
    });
    if (!result.success) throw new AggregateError(result.logs, `bundling ${entry} failed`);
  }
}

/** Writes the types beside the bundles. */
export function declare(outFolder: string): void {
  const tsc = join(packageFolder, '../../node_modules/typescript/bin/tsc');
  const config = join(packageFolder, 'tsconfig.build.json');
  const { status } = spawnSync('node', [tsc, '-p', config, '--outDir', join(outFolder, 'types')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`tsc ended with code ${status}`);
}

if (import.meta.main) {
  const outFolder = join(packageFolder, 'dist');
  rmSync(outFolder, { recursive: true, force: true });
  await bundle(outFolder);
  declare(outFolder);
}
