import { UsageError } from '../cli/usage-error.ts';
import type { OptionValues } from '../engine/load.ts';
import type { NumberOption, OptionTable, TextOption } from '../engine/scenario.ts';
import type { Adapter } from './adapter.ts';
import { centrifugoPeer } from './centrifugo-peer.ts';
import type { ComparePlan } from './compare.ts';
import { nchanPeer } from './nchan-peer.ts';
import { socketioPeer } from './socketio-peer.ts';
import { shortestText } from './stamped-text.ts';

export const peers: readonly Adapter[] = [socketioPeer, nchanPeer, centrifugoPeer];
const names = peers.map(({ name }) => name).join(', ');

/** Options of `swarm compare`. */
export const compareOptions = {
  peer: { type: 'text', about: `what Eagre is compared with: ${names}` },
  devices: {
    type: 'number',
    about: 'subscribers of each server',
    default: 2000,
    min: 2,
    max: 6000,
  },
  seconds: { type: 'number', about: 'length of each measurement', default: 3, min: 0.2, max: 600 },
  rounds: { type: 'number', about: 'measurements of each, by turns', default: 3, min: 1, max: 100 },
  rate: {
    type: 'number',
    about: 'messages a second for latencies',
    default: 20,
    min: 1,
    max: 1000,
  },
  bytes: { type: 'number', about: 'of a message', default: 200, min: shortestText, max: 8000 },
} as const satisfies OptionTable & Record<string, NumberOption | TextOption>;

/** Throws errors of usage that tell which peers there are. */
export function comparePlan(options: OptionValues): ComparePlan {
  const wanted = String(options['peer']);
  const peer = peers.find(({ name }) => name === wanted);
  if (peer === undefined) throw new UsageError(`no peer "${wanted}"; there are: ${names}`);
  const number = (name: keyof typeof compareOptions) => Number(options[name]);
  return {
    peer,
    devices: number('devices'),
    seconds: number('seconds'),
    rounds: number('rounds'),
    rate: number('rate'),
    bytes: number('bytes'),
  };
}
