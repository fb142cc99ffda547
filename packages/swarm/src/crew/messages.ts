import type { Address } from '../device/fleet.ts';
import type { Json } from '../engine/json.ts';
import type { OptionValues, Share } from '../engine/load.ts';
import type { MeterSample } from '../engine/meter.ts';
import type { TokenSource } from '../target/tokens.ts';
import type { Findings } from '../verdict/findings.ts';

/** What a process of the load is told at its start. */
export interface Order {
  scenario: string;
  options: OptionValues;
  runId: string;
  seed: number;
  share: Share;
  /** Where devices connect to: the server, or a proxy in front of it. */
  address: Address;
  tokens: TokenSource;
  stage: Json;
}

/** From the controller to a process of the load. */
export type ToWorker =
  | { type: 'start'; order: Order }
  /** All are at this point. */
  | { type: 'go'; name: string; value: Json | undefined }
  /** End soon, what was begun is settled. */
  | { type: 'stop' }
  /** Tell what was found; the devices stay. */
  | { type: 'collect' }
  /** Close all devices and end. */
  | { type: 'close' };

/** The other way. */
export type FromWorker =
  | { type: 'sample'; sample: MeterSample; cpuSeconds: number }
  | { type: 'progress'; label: string; fraction?: number }
  | { type: 'sync'; name: string; value: Json | undefined }
  | { type: 'ran' }
  | { type: 'findings'; findings: Findings }
  | { type: 'failed'; message: string };

/** A process of the load as the controller sees it. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  /** Once; whatever the process sends, in order. */
  listen(onMessage: (message: FromWorker) => void, onGone: (why: string) => void): void;
  /** At once, whatever it is doing. */
  kill(): void;
  /** When it is no more. */
  readonly gone: Promise<void>;
}
