import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Type-checks files as if they lay in the repository, with its settings, and returns what the
 * compiler prints; empty when all is well. They lie under node_modules meanwhile, where neither Git
 * nor the linter looks, and where the packages are found by their names.
 */
export function typeErrors(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, 'node_modules', '.cache', `eagre-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const include = Object.keys(files);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../../tsconfig.json', include, exclude: [] }),
    );
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    const run = Bun.spawnSync([compiler, '--noEmit', '-p', folder], { cwd: folder });
    return run.success ? '' : run.stdout.toString() + run.stderr.toString();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
