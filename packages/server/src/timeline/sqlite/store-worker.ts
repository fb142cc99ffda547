import { TimelineError } from '../timeline.ts';
import type { Services, StoreOptions } from './services.ts';
import { StoreOpenError } from './store-open-error.ts';
import type { WorkerAnswer, WorkerError, WorkerRequest } from './worker.ts';

type Operation = (...args: never[]) => unknown;
type OperationsOf<S> = { [Name in keyof S]: S[Name] extends Operation ? S[Name] : never };

/** A service that runs in a thread of its own; requests are answered in the order they were made. */
export class StoreWorker<Role extends keyof Services> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #ended: TimelineError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(url: string) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = (event: MessageEvent<WorkerAnswer>) => this.#answered(event.data);
    this.#worker.onerror = (event) => this.#end('unavailable', `died: ${event.message}`);
    this.#worker.addEventListener('close', () => this.#end('unavailable', 'ended by itself'));
  }

  /** Rejects with `StoreOpenError` when the store cannot be opened. `url`: of the program to run. */
  static async start<Role extends keyof Services>(
    role: Role,
    options: StoreOptions,
    url: string = workerUrl(),
  ): Promise<StoreWorker<Role>> {
    const worker = new StoreWorker<Role>(url);
    try {
      await worker.#send('open', role, options);
    } catch (error) {
      worker.#worker.terminate();
      throw error;
    }
    return worker;
  }

  request<Name extends keyof OperationsOf<Services[Role]> & string>(
    name: Name,
    ...args: Parameters<OperationsOf<Services[Role]>[Name]>
  ): Promise<ReturnType<OperationsOf<Services[Role]>[Name]>> {
    return this.#send(name, ...args) as Promise<ReturnType<OperationsOf<Services[Role]>[Name]>>;
  }

  /** Lets the worker finish, then ends it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#ended === undefined) await this.#send('close').catch(() => {});
    this.#end('closed', 'is closed');
    this.#worker.terminate();
  }

  #send(...request: unknown[]): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, waiting);
    this.#worker.postMessage([this.#lastId, ...request] as WorkerRequest);
    return waiting.promise;
  }

  #answered([id, ok, error]: WorkerAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(ok);
    else waiting?.reject(toError(error));
  }

  #end(code: 'unavailable' | 'closed', what: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new TimelineError(code, `the store's thread ${what}`);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

function toError(error: WorkerError): Error {
  if (error.type === 'open') return new StoreOpenError(error.code, error.message);
  return new TimelineError(error.code, error.message);
}

/**
 * A worker is a program of its own. In the compiled executable it lies where the build put the
 * second entry point, relative to the folder that both have in common (packages/server/src).
 */
function workerUrl(): string {
  const isExecutable = import.meta.url.includes('/$bunfs/') || import.meta.url.includes('/~BUN/');
  return new URL(isExecutable ? './timeline/sqlite/worker.js' : './worker.ts', import.meta.url)
    .href;
}
