import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const packageFolder = join(import.meta.dir, '..');

const entries = [
  { entry: 'index', source: 'src/index.ts', target: 'browser' },
  { entry: 'react', source: 'src/react.ts', target: 'browser' },
  { entry: 'file', source: 'src/storage/file.ts', target: 'node' },
] as const;

/** Writes the bundles: `index.js` and `react.js` for all runtimes, and `file.js` for Bun and Node. */
export async function bundle(outFolder: string): Promise<void> {
  for (const { entry, source, target } of entries) {
    const result = await Bun.build({
      entrypoints: [join(packageFolder, source)],
      outdir: outFolder,
      naming: `${entry}.js`,
      target,
      // The application's own, of which there must be one.
      external: ['react'],
      define: { 'process.env.NODE_ENV': '"production"' },
      format: 'esm',
      minify: true,
      sourcemap: 'linked',
    });
    if (!result.success) throw new AggregateError(result.logs, `bundling ${entry} failed`);
  }
}

/**
 * Writes the types beside the bundles. Those of the protocol come along, as its code is in the bundles:
 * a program that uses the SDK needs no source of this repository.
 */
export function declare(outFolder: string): void {
  const types = join(outFolder, 'types');
  const protocol = join(types, 'protocol');
  emitTypes(types, packageFolder);
  emitTypes(protocol, join(packageFolder, '../protocol'));
  for (const file of new Bun.Glob('**/*.d.ts').scanSync(types)) {
    const path = join(types, file);
    const text = readFileSync(path, 'utf8');
    const toProtocol = relative(dirname(path), protocol).replaceAll('\\', '/');
    const from = toProtocol.startsWith('.') ? toProtocol : `./${toProtocol}`;
    const own = text.replace(/(['"])@eagre\/protocol(?:\/([\w-]+))?\1/g, (_, quote, part) => {
      return `${quote}${from}/${part ?? 'index'}.ts${quote}`;
    });
    if (own !== text) writeFileSync(path, own);
  }
}

function emitTypes(outFolder: string, ofPackage: string): void {
  const tsc = join(packageFolder, '../../node_modules/typescript/bin/tsc');
  const config = join(ofPackage, 'tsconfig.build.json');
  const { status } = spawnSync('node', [tsc, '-p', config, '--outDir', outFolder], {
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
