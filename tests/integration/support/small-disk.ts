import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';

/** A file system of its own, small enough to be filled. Mounting it takes root. */
export class SmallDisk implements Disposable {
  readonly #mountPoint = tempDir();
  readonly #filler: string;

  constructor(megabytes: number) {
    const { path } = this.#mountPoint;
    const mount = ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'eagre-test', path];
    const { exitCode, stderr } = Bun.spawnSync(mount);
    if (exitCode !== 0) {
      this.#mountPoint.remove();
      throw new Error(
        `a small disk must be mounted, which takes root: ${stderr.toString().trim()}`,
      );
    }
    this.#filler = join(path, 'filler');
  }

  get path(): string {
    return this.#mountPoint.path;
  }

  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Takes all room but so much. */
  fill(leaveBytes: number): void {
    const chunk = Buffer.alloc(64 * 1024, 1);
    const file = openSync(this.#filler, 'a');
    try {
      while (this.freeBytes() > leaveBytes) {
        writeSync(file, chunk, 0, Math.min(chunk.length, this.freeBytes() - leaveBytes));
      }
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    rmSync(this.#filler);
  }

  [Symbol.dispose](): void {
    Bun.spawnSync(['umount', '-l', this.path]);
    this.#mountPoint.remove();
  }
}
