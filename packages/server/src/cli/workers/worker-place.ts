import type { Config } from '../../config/schema.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Which of the workers a process is, and the port that all of them share. */
export interface WorkerPlace {
  /** From 1. */
  number: number;
  port: number;
}

const variable = 'EAGRE_WORKER';

/** For the environment of a worker: it has the command line of its parent, and this. */
export function placeVariable({ number, port }: WorkerPlace): Record<string, string> {
  return { [variable]: `${number}:${port}` };
}

/** Undefined in a process that is nobody's worker. `hasParent`: there is a channel to one. */
export function placeOf(
  environment: Readonly<Record<string, string | undefined>>,
  hasParent: boolean,
): WorkerPlace | undefined {
  const text = environment[variable];
  if (!text) return undefined;
  const [, number, port] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (hasParent && number !== undefined) return { number: Number(number), port: Number(port) };
  throw new CliError(exitCodes.usage, `${variable} is for workers of --workers only: unset it`);
}

/** The settings of one worker: name, ports. */
export function workerConfig(config: Config, { number, port }: WorkerPlace): Config {
  const adminPort = config.adminPort === 0 ? 0 : config.adminPort + number - 1;
  return { ...config, workers: 1, node: workerName(config, number), port, adminPort };
}

export function workerName(config: Pick<Config, 'node'>, number: number): string {
  return `${config.node}-${number}`;
}
