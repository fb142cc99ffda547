import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

// Not in node_modules: `npm ci` empties that folder.
const lockPath = inRoot('.eagre-install.lock');
const pollMs = 200;

/**
 * Runs `work` while no other script of this folder installs. `npm start` and `npm run chat` in two
 * terminals right after a clone would otherwise empty node_modules under each other.
 */
export async function withInstallLock(work) {
  while (!tryLock()) {
    if (!holderIsAlive()) rmSync(lockPath, { force: true });
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(lockPath, { force: true });
  }
}

function tryLock() {
  try {
    const file = openSync(lockPath, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderIsAlive() {
  try {
    const pid = Number(readFileSync(lockPath, 'utf8'));
    // An empty file belongs to a process between open and write.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
