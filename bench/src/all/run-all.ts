import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '@eagre/swarm/cli/usage-error';
import type { BenchRecord } from '../cli/report.ts';
import type { Scenario } from '../cli/scenario.ts';
import { pathOf } from '../lib/peer.ts';
import { writePerformancePage } from './performance-page.ts';

const mainScript = 'bench/src/main.ts';
const results = 'bench/results';
/**
 * Runs every bench, or those named, each in a process of its own so that none finds what another left;
 * keeps what each tells in bench/results and makes the table of docs/performance.md anew.
 */
export async function runAll(
  names: readonly string[],
  scenarios: ReadonlyMap<string, Scenario>,
): Promise<number> {
  const wanted = names.length === 0 ? [...scenarios.keys()] : names;
  const unknown = wanted.find((name) => !scenarios.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `no scenario "${unknown}"; there are: ${[...scenarios.keys()].join(', ')}`,
    );
  }
  mkdirSync(pathOf(results), { recursive: true });
  const failed: string[] = [];
  for (const [index, name] of wanted.entries()) {
    console.error(`\n── ${name}, ${index + 1} of ${wanted.length}`);
    const { code, record } = await runOne(name);
    if (record !== undefined) {
      writeFileSync(join(pathOf(results), `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
    }
    if (code !== 0 || record === undefined) failed.push(`${name} (exit code ${code})`);
    if (code >= interruptedCode) break;
  }
  writePerformancePage(scenarios);
  if (failed.length > 0) console.error(`\neagre bench: failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** Ended by a signal: whoever sent it does not want the others either. */
const interruptedCode = 128;

async function runOne(name: string): Promise<{ code: number; record: BenchRecord | undefined }> {
  const child = Bun.spawn([process.execPath, pathOf(mainScript), name, '--json'], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const text = await new Response(child.stdout).text();
  const code = await child.exited;
  const lines = text.trimEnd().split('\n');
  const last = lines.pop() ?? '';
  console.log(lines.join('\n'));
  return { code, record: last.startsWith('{') ? (JSON.parse(last) as BenchRecord) : undefined };
}
