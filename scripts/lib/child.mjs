import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * One Ctrl+C reaches us twice within milliseconds: from the terminal and from npm, which forwards it
 * too. A second press by a person comes later than this and must get through, since it means
 * "stop now".
 */
const sameSignalWindowMs = 300;

const pipeGraceMs = 2_000;
const parentPollMs = 250;

/**
 * Runs a command with our own stdin, stdout and stderr and resolves to its exit code. With `onStderr`
 * its stderr goes there as text, in colour if ours is a terminal.
 *
 * The child leads its own process group. In ours the terminal would send it Ctrl+C directly and our
 * forwarding would make it two, which programs rightly read as "stop without draining".
 */
export function runChild(command, args, { env = {}, stdio = 'inherit', onStderr } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: onStderr ? ['inherit', 'inherit', 'pipe'] : stdio,
      env: { ...process.env, ...(onStderr && colourLikeOurStderr()), ...env },
      detached: process.platform !== 'win32',
    });
    const stopForwarding = forwardSignals((signal) => child.kill(signal));
    const stopResizing = forwardResize(() => child.kill('SIGWINCH'));
    child.stderr?.setEncoding('utf8').on('data', onStderr);
    child.once('error', (cause) => {
      stopForwarding();
      stopResizing();
      reject(new Error(`cannot run ${command}: ${cause.message}`, { cause }));
    });
    const finish = (code, signal) => {
      stopForwarding();
      stopResizing();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    };
    // The last of a piped stderr arrives after `exit`; but a grandchild left behind may hold the pipe
    // open for ever.
    child.once('close', finish);
    child.once('exit', (...result) => setTimeout(finish, pipeGraceMs, ...result).unref());
  });
}

function colourLikeOurStderr() {
  const wanted = process.stderr.isTTY && process.env.NO_COLOR === undefined;
  return wanted ? { FORCE_COLOR: '1' } : {};
}

function forwardSignals(deliver) {
  const lastMs = new Map();
  const onSignal = (signal) => {
    const nowMs = performance.now();
    if (nowMs - (lastMs.get(signal) ?? Number.NEGATIVE_INFINITY) < sameSignalWindowMs) return;
    lastMs.set(signal, nowMs);
    deliver(signal);
  };
  for (const signal of forwardedSignals) process.on(signal, onSignal);
  const stopWatching = watchNpm(() => onSignal('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of forwardedSignals) process.off(signal, onSignal);
  };
}

/**
 * The terminal tells its own process group only that its size changed. Each time counts, the last one
 * above all. Windows has no groups here, and a child that is sent this would end.
 */
function forwardResize(deliver) {
  if (process.platform === 'win32') return () => {};
  process.on('SIGWINCH', deliver);
  return () => process.off('SIGWINCH', deliver);
}

/**
 * A SIGTERM to npm ends npm and the shell between it and us, and never reaches us. Under npm, losing
 * the parent therefore means "stop"; without it, a parent may well leave and let us run on.
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentPollMs);
  return () => clearInterval(timer);
}
