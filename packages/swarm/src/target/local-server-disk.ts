import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import { startLocal } from './local-command.ts';

const ballastName = 'ballast';
const chunk = new Uint8Array(1024 * 1024).fill(1);
/** A store's files and their logs need as much before the first message. Bytes. */
const leastBytes = 8 * 1024 * 1024;
const mountedWithinMs = 5000;

/** Why no disk of its own can be made here, or undefined when one can. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'a disk to be filled is made on Linux only';
  if (process.getuid?.() !== 0) return 'mounting a disk to be filled takes root (run with sudo)';
  const missing = ['mount', 'unshare', 'nsenter'].find((name) => Bun.which(name) === null);
  return missing === undefined ? undefined : `mounting a disk to be filled takes \`${missing}\``;
}

/**
 * A file system in memory that can be filled. It is mounted for one helper process and those that ask
 * to see its mounts, and the kernel takes it away with the last of them: nothing can stay mounted,
 * however this process ends.
 */
export class SmallDisk {
  readonly #holder: ChildProcess;
  readonly #path: string;

  /** `path`: an empty directory, where those see the disk that share the mounts of `holderPid`. */
  static async mount(path: string, bytes: number): Promise<SmallDisk> {
    const why = whyNoSmallDisk();
    if (why !== undefined) throw new UsageError(why);
    if (bytes < leastBytes) {
      throw new UsageError(`a data directory takes ${leastBytes} bytes at least, not ${bytes}`);
    }
    // `cat` ends with our end of its pipe.
    const script = 'mount -t tmpfs -o "size=$2" eagre-swarm "$1" && echo mounted && exec cat';
    const holder = startLocal([
      ...['unshare', '--mount', '--propagation', 'private'],
      ...['sh', '-c', script, 'sh', path, `${bytes}`],
    ]);
    try {
      await holder.waitForLine(/^mounted$/, mountedWithinMs);
    } catch (cause) {
      await holder[Symbol.asyncDispose]();
      throw new Error(`a disk of ${bytes} bytes can't be mounted: ${holder.output}`, { cause });
    }
    return new SmallDisk(holder, path);
  }

  private constructor(holder: ChildProcess, path: string) {
    this.#holder = holder;
    this.#path = `/proc/${holder.pid}/root${path}`;
  }

  get holderPid(): number {
    return this.#holder.pid;
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#path);
    return bavail * bsize;
  }

  /** Takes all room but so much. */
  async fill(leaveBytes = 0): Promise<void> {
    const ballast = await open(join(this.#path, ballastName), 'a');
    try {
      for (;;) {
        const room = (await this.freeBytes()) - leaveBytes;
        if (room <= 0) return;
        await ballast.write(chunk, 0, Math.min(chunk.length, room));
      }
    } catch (error) {
      // The server took the last of it in between.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await ballast.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.#path, ballastName), { force: true });
  }

  async unmount(): Promise<void> {
    await this.#holder[Symbol.asyncDispose]();
  }
}
