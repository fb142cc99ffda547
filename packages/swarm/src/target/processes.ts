import { UsageError } from '../cli/usage-error.ts';

/** Files a process has open besides its devices, with room to spare. */
const otherFiles = 200;

/**
 * How many processes the devices need when one may open so many files. `asked` 0 takes the fewest;
 * fewer than needed is an error of usage that says how many would do.
 */
export function processesFor(devices: number, asked: number, fileLimit: number): number {
  const each = Math.max(1, fileLimit - otherFiles);
  const needed = Math.max(1, Math.ceil(devices / each));
  if (asked === 0) return needed;
  if (asked >= needed) return asked;
  throw new UsageError(
    `${devices.toLocaleString('en')} devices need ${needed} processes where one may open ` +
      `${fileLimit.toLocaleString('en')} files (\`ulimit -n\`): leave --processes away, or give ${needed}`,
  );
}
