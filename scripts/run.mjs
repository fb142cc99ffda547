#!/usr/bin/env node
// The one entrance of every npm script. It is plain JavaScript on Node without dependencies because
// it must run before anything is installed.
import { assertNodeVersion } from './lib/node-version.mjs';

assertNodeVersion();

// Imported after the check, so that an old Node gets the clear message and not a syntax error.
const { ensureInstalled } = await import('./lib/install.mjs');
const { tasks } = await import('./lib/tasks.mjs');

const [name, ...args] = process.argv.slice(2);
const task = name === undefined ? undefined : tasks[name];
if (task === undefined) {
  console.error(`usage: node scripts/run.mjs <${Object.keys(tasks).join('|')}> [arguments]`);
  process.exit(2);
}

try {
  await ensureInstalled();
  process.exitCode = await task(args);
} catch (error) {
  console.error(`eagre: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
