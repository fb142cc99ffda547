import { realClock } from '@eagre/protocol';
import { type Limits, limits } from '../../limits.ts';
import type { ClusterBus } from '../bus.ts';
import { numberOf } from '../bus-conformance.ts';
import { type NatsBus, type NatsBusOptions, openNatsBus } from '../bus-nats.ts';

/** Reconnects at once, so that tests need not wait. */
export const quick: Limits = { ...limits, natsRetryMinMs: 2, natsRetryMaxMs: 20 };

export interface Told {
  readonly error: unknown;
  readonly what: unknown;
}

/** A node's bus over these servers, and what it reported. */
export async function openNode(
  urls: readonly string[],
  options: Partial<NatsBusOptions> = {},
): Promise<NatsBus & { readonly told: Told[] }> {
  const told: Told[] = [];
  const bus = await openNatsBus({
    urls,
    clock: realClock,
    limits: quick,
    report: (error, what) => told.push({ error, what }),
    ...options,
  });
  return Object.assign(bus, { told });
}

/** The numbers that arrive on a subject. */
export function numbersAt(bus: ClusterBus, subject = 's'): number[] {
  const got: number[] = [];
  bus.subscribe(subject, (message) => got.push(numberOf(message)));
  return got;
}
