import type { WorkerPlace } from '../worker-place.ts';
import type { WorkerProcess } from '../worker-process.ts';

/** A worker whose life the test lives. */
export class FakeWorker implements WorkerProcess {
  readonly pid: number;
  readonly place: WorkerPlace;
  readonly told: string[] = [];
  isKilled = false;
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<number>();
  hasEnded = false;

  constructor(pid: number, place: WorkerPlace) {
    this.pid = pid;
    this.place = place;
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  tell({ type }: { type: string }): void {
    this.told.push(type);
  }

  kill(): void {
    this.isKilled = true;
    this.end(137);
  }

  becomeReady(): void {
    this.#ready.resolve();
  }

  end(code: number): void {
    this.hasEnded = true;
    this.#exited.resolve(code);
  }
}

/** Starts workers that do nothing by themselves. */
export class FakeWorkers {
  readonly all: FakeWorker[] = [];

  readonly spawn = (place: WorkerPlace): FakeWorker => {
    const worker = new FakeWorker(this.all.length + 1, place);
    this.all.push(worker);
    return worker;
  };

  get last(): FakeWorker {
    const last = this.all.at(-1);
    if (last === undefined) throw new Error('no worker was started');
    return last;
  }

  get running(): FakeWorker[] {
    return this.all.filter(({ hasEnded }) => !hasEnded);
  }
}
