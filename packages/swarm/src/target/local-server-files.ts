import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@eagre/testkit';
import { atExit } from './at-exit.ts';

/** What a server of the tool needs on disk: its configuration, and its data unless they lie elsewhere. */
export class LocalServerFiles {
  readonly data: string;
  readonly #directory: TempDir = tempDir();
  readonly #forget: () => void;

  /** `data`: a directory that stays; its own, gone with it, unless told. */
  constructor(data?: string) {
    this.data = data ?? join(this.#directory.path, 'data');
    mkdirSync(this.data, { recursive: true });
    this.#forget = atExit(() => this.#directory.remove());
  }

  get config(): string {
    return join(this.#directory.path, 'server.json');
  }

  /** Where its wall clock is told (local-server-clock.ts). */
  get clock(): string {
    return join(this.#directory.path, 'clock');
  }

  writeConfig(settings: Readonly<Record<string, unknown>>): void {
    // It holds secrets.
    writeFileSync(this.config, JSON.stringify({ ...settings, data: this.data }), { mode: 0o600 });
  }

  /** Again: nothing. */
  remove(): void {
    this.#directory.remove();
    this.#forget();
  }
}
