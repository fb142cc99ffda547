import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { bunBinary, inRoot } from './paths.mjs';

/**
 * Makes sure that the Bun of node_modules runs and is the pinned version. npm 10 runs the package's
 * install script, which puts the binary in place; npm 11 may hold install scripts back, and
 * `--ignore-scripts` does always.
 */
export function ensureBun() {
  const wanted = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).devDependencies.bun;
  if (bunVersion() === wanted) return;

  const installer = inRoot('node_modules', 'bun', 'install.js');
  const placed = spawnSync(process.execPath, [installer], { encoding: 'utf8' });
  const found = bunVersion();
  if (found === wanted) return;
  throw new Error(
    `Bun ${wanted} does not run on this machine (found: ${found ?? 'nothing that runs'}).\n` +
      'Delete node_modules and try again. Bun needs Linux (glibc or musl), macOS or Windows on x64 ' +
      `or arm64.\n${placed.stderr ?? ''}`,
  );
}

function bunVersion() {
  const result = spawnSync(bunBinary, ['--version'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
