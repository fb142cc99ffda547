import { cpus, release, totalmem } from 'node:os';
import { canPin } from './cores.ts';
import { pathOf } from './peer.ts';

/** What a figure depends on besides the program. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryBytes: number;
  kernel: string;
  bun: string;
  /** Of the work tree; `-dirty` when it has changes, `unknown` outside of git. */
  commit: string;
  pinned: boolean;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    bun: Bun.version,
    commit: commit(),
    pinned: canPin,
  };
}

function commit(): string {
  const git = Bun.which('git');
  if (git === null) return 'unknown';
  const run = (...args: string[]) =>
    Bun.spawnSync([git, ...args], { cwd: pathOf(''), stderr: 'ignore' });
  const head = run('rev-parse', '--short=12', 'HEAD');
  if (head.exitCode !== 0) return 'unknown';
  // What the benches themselves write is no change of what they measure.
  const own = [':!bench/results', ':!docs/performance.md'];
  const isDirty = run('status', '--porcelain', '--', '.', ...own).stdout.length > 0;
  return `${head.stdout.toString().trim()}${isDirty ? '-dirty' : ''}`;
}
