import type { TimelineErrorCode } from '../timeline.ts';
import { TimelineError } from '../timeline.ts';
import {
  openBackupService,
  openReaderService,
  openWriterService,
  type Services,
  type StoreOptions,
} from './services.ts';
import { toTimelineError } from './store-error.ts';
import { StoreOpenError, type StoreOpenErrorCode } from './store-open-error.ts';

export type WorkerRequest =
  | [id: number, op: 'open', role: keyof Services, options: StoreOptions]
  | [id: number, op: string, ...args: unknown[]];

export type WorkerError =
  | { type: 'timeline'; code: TimelineErrorCode; message: string }
  | { type: 'open'; code: StoreOpenErrorCode; message: string };

export type WorkerAnswer = [id: number, ok: unknown, error?: WorkerError];

type Service = Record<string, (...args: unknown[]) => unknown>;

const roles = {
  writer: openWriterService,
  reader: openReaderService,
  backup: openBackupService,
} as const;

let service: Service = {};

/** The entry of every worker thread of the store: the first request says which one it is. */
self.onmessage = (event: MessageEvent<WorkerRequest>) => {
  const [id, op, ...args] = event.data;
  let answer: WorkerAnswer;
  try {
    answer = [id, serve(op, args)];
  } catch (error) {
    answer = [id, undefined, toWorkerError(error)];
  }
  self.postMessage(answer);
};

function serve(op: string, args: unknown[]): unknown {
  if (op !== 'open') return service[op]?.(...args);
  const [role, options] = args as [keyof Services, StoreOptions];
  service = roles[role](options) as unknown as Service;
  return undefined;
}

function toWorkerError(error: unknown): WorkerError {
  if (error instanceof StoreOpenError) {
    return { type: 'open', code: error.code, message: error.message };
  }
  const known = error instanceof TimelineError ? error : toTimelineError(error);
  if (known !== undefined) return { type: 'timeline', code: known.code, message: known.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'timeline', code: 'unavailable', message };
}
