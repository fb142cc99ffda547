import type { DrainNotice, TokenNotice } from '@eagre/protocol';
import type { Device } from './device.ts';
import type { Position } from './followed-queues.ts';
import type { Command } from './requests.ts';

export interface DeviceOptions {
  user: string;
  token: string;
  /** Its name; `d-USER` unless told. */
  name?: string;
  /** Where it goes on: what was missed since then is handed over. */
  positions?: readonly Position[];
  recent?: number;
  bytes?: number;
  /** Takes large frames packed. */
  packs?: boolean;
  /** False: pushes are only counted and nothing is remembered, for devices that shall be idle. */
  follows?: boolean;
  /** Whoever sees to its connections; else a lost one is a matter of `Fleet.onLost`. */
  keeper?: DeviceKeeper;
}

/** Sees to the connections of devices. */
export interface DeviceKeeper {
  /** The connection ended, and the load did not want it. */
  lost(device: Device, code: number, reason: string): void;
  told(device: Device, notice: DrainNotice | TokenNotice): void;
}

export function connectCommand(
  device: string,
  { token, recent, bytes, packs }: DeviceOptions,
  positions: readonly Position[],
): Command {
  return {
    cmd: 'connect',
    token,
    device,
    positions,
    agent: 'eagre-swarm',
    ...(recent === undefined ? {} : { recent }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(packs ? { pack: 'deflate' } : {}),
  };
}
