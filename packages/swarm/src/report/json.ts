import {
  accessSync,
  constants,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import type { RunReport } from './run-report.ts';

/** Writes the report for machines; what stood at the path is replaced at once or not at all. */
export function writeJson(path: string, report: RunReport): void {
  writeWhole(path, `${JSON.stringify(report)}\n`);
}

/** Makes the folder if need be. Throws an error that names the path when it can't be written. */
export function writeWhole(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the report can't be written to ${path}: ${why}`, { cause: error });
  }
}

/** Before a run: throws an error of usage for a path that could not be written after it. */
export function assertWritable(...paths: readonly string[]): void {
  for (const path of paths.filter((each) => each !== '')) {
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        throw new Error('is a directory');
      mkdirSync(dirname(path), { recursive: true });
      accessSync(dirname(path), constants.W_OK);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`the report can't be written to ${path}: ${why}`);
    }
  }
}
