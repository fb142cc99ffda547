import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ensureBun } from './bun.mjs';
import { runChild } from './child.mjs';
import { withInstallLock } from './install-lock.mjs';
import { inRoot } from './paths.mjs';

const lockFile = inRoot('package-lock.json');
const installedLockFile = inRoot('node_modules', '.package-lock.json');
const stampFile = inRoot('node_modules', '.eagre-stamp');

/** Makes node_modules equal to the lock file and Bun runnable; costs one file hash when it is. */
export async function ensureInstalled() {
  if (isStamped()) return;
  await withInstallLock(async () => {
    if (isStamped()) return;
    if (!installedMatchesLock()) await installByLock();
    ensureBun();
    writeFileSync(stampFile, lockHash());
  });
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash();
}

/** True after an `npm install` by hand, which leaves no stamp but npm's own record of the tree. */
function installedMatchesLock() {
  if (!existsSync(installedLockFile)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLockFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return true;
    const present = installed[path];
    // Binaries of other platforms are in the lock and rightly not on this machine.
    if (present === undefined) return entry.optional === true;
    return present.version === entry.version && existsSync(inRoot(path));
  });
}

async function installByLock() {
  const startMs = performance.now();
  const { command, args } = npmCommand();
  const code = await runChild(command, [...args, 'ci', '--loglevel=error'], {
    // npm's progress must not mix with what the program prints, so that `npm run eagre … | jq` works.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { SCARF_ANALYTICS: 'false' },
  });
  if (code !== 0) {
    throw new Error(`\`npm ci\` failed with exit code ${code}; its messages are above`);
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.error(`eagre: installed the dependencies of package-lock.json in ${seconds} s`);
}

/** The npm that runs us, which need not be the first one on the PATH. */
function npmCommand() {
  const execPath = process.env.npm_execpath;
  if (execPath?.endsWith('npm-cli.js')) return { command: process.execPath, args: [execPath] };
  if (spawnSync('npm', ['--version'], { shell: process.platform === 'win32' }).status === 0) {
    return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
  }
  throw new Error('npm was not found; it comes with Node and is needed to install dependencies');
}
