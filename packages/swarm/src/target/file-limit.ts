/** Files a process has open besides its devices, with room to spare. */
const otherFiles = 200;

/**
 * Fails before the first connection when the system would refuse the last. Each device is an open file
 * of this process and one of the server's.
 */
export function assertDevicesFit(devices: number): void {
  const limit = openFileLimit();
  if (devices + otherFiles <= limit) return;
  throw new Error(
    `${devices.toLocaleString('en')} devices need as many open files, and one process may have ` +
      `${limit.toLocaleString('en')} here: ask for at most ${limit - otherFiles}, or raise the limit ` +
      '(`ulimit -n`)',
  );
}

/** Files that one process may have open here. */
export function openFileLimit(): number {
  const { stdout } = Bun.spawnSync(['sh', '-c', 'ulimit -n']);
  const text = stdout.toString().trim();
  if (text === 'unlimited') return Number.POSITIVE_INFINITY;
  return Number(text) || Number.POSITIVE_INFINITY;
}
