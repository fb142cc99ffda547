import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import { type DevSecrets, devKeysFile, secretsIn } from '../target/dev-keys.ts';

/** Where PostgreSQL's data lie when its user can't come to the directory: it is of us alone. */
const elsewhere = '/var/tmp';
const shapeFile = 'postgres-servers';

/** What a cluster for trying keeps between runs: keys of development mode, and PostgreSQL's data. */
export class ClusterData {
  /** Absolute. */
  readonly path: string;
  /** Absolute; where the directories of PostgreSQL's servers lie. */
  readonly postgres: string;

  /** Makes the directory; throws `UsageError` when it is somebody else's. */
  constructor(path: string) {
    this.path = resolve(path);
    if (existsSync(this.path) && !isOurs(this.path)) {
      throw new UsageError(
        `--data ${path}: there are other things in this directory; name another`,
      );
    }
    mkdirSync(this.path, { recursive: true });
    const id = Bun.hash(this.path).toString(36);
    this.postgres = canPassThrough(this.path) ? this.path : join(elsewhere, `eagre-cluster-${id}`);
  }

  /** Throws everything away; whoever uses it must have ended. */
  clear(): void {
    for (const name of readdirSync(this.path)) rmSync(join(this.path, name), { recursive: true });
    if (this.postgres !== this.path) rmSync(this.postgres, { recursive: true, force: true });
  }

  /** Queues are dealt out over so many servers; throws `UsageError` when it was another number. */
  requireServers(count: number): void {
    const file = join(this.path, shapeFile);
    if (existsSync(file) && readFileSync(file, 'utf8').trim() !== `${count}`) {
      const before = readFileSync(file, 'utf8').trim();
      throw new UsageError(
        `the data in ${this.path} are those of ${before} PostgreSQL servers, not of ${count}: ` +
          'say --fresh to throw them away, or name another directory with --data',
      );
    }
    writeFileSync(file, `${count}\n`);
    mkdirSync(this.postgres, { recursive: true });
  }

  /** Those of all nodes, made at the first time; each node finds them in this directory. */
  secrets(): DevSecrets {
    const known = secretsIn(this.path);
    if (known !== undefined) return known;
    const text = JSON.stringify({ apiSecret: newSecret(), tokenSecret: newSecret() });
    writeFileSync(join(this.path, devKeysFile), `${text}\n`, { mode: 0o600 });
    return secretsIn(this.path) as DevSecrets;
  }
}

/** Nothing is in it, or what an earlier run has put there. */
function isOurs(path: string): boolean {
  const names = readdirSync(path);
  return names.length === 0 || names.includes(shapeFile);
}

/** Every user of the machine may go to what lies in it, as PostgreSQL's own must. */
function canPassThrough(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  const mayPass = (statSync(path).mode & 0o001) !== 0;
  return mayPass && (dirname(path) === path || canPassThrough(dirname(path)));
}

function newSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('hex');
}
