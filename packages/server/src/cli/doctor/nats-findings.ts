import type { Limits } from '../../limits.ts';
import type { Finding } from './finding.ts';

/** What a NATS server says of itself to whoever came in. */
export interface NatsFacts {
  maxPayload: number;
  isInCluster: boolean;
}

/** Below this an entry of the largest size takes so many messages that others would wait. Bytes. */
const smallestPayload = 64 * 1024;

export function natsFindings(
  { maxPayload, isInCluster }: NatsFacts,
  servers: number,
  limits: Pick<Limits, 'natsMessageBytes'>,
): Finding[] {
  return [{ kind: 'ok', text: 'lets this node in' }, payload(maxPayload, limits), routes()];

  function routes(): Finding {
    if (isInCluster) return { kind: 'ok', text: 'has routes to other servers' };
    if (servers === 1)
      return { kind: 'note', text: 'is alone: while it is away, others are heard late' };
    const text =
      'has no routes to the other servers that are named, so nodes on them are not heard';
    return { kind: 'wrong', text: `${text}: make one cluster of them` };
  }
}

function payload(
  maxPayload: number,
  { natsMessageBytes }: Pick<Limits, 'natsMessageBytes'>,
): Finding {
  const text = `max_payload is ${maxPayload} bytes`;
  if (maxPayload >= natsMessageBytes) return { kind: 'ok', text };
  if (maxPayload >= smallestPayload) {
    return { kind: 'note', text: `${text}: larger messages come by a read of the store` };
  }
  return { kind: 'wrong', text: `${text}: set it to ${natsMessageBytes}, its own default` };
}
