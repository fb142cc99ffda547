import type { FanoutMode, FanoutPolicy } from '@eagre/protocol';
import type { Limits } from '../limits.ts';

/** The configurable limits that the policy goes by; see limits.ts. */
export type FanoutLimits = Pick<Limits, 'readModeMembers' | 'readModeRows' | 'writeModeQuietMs'>;

export interface FanoutState {
  policy: FanoutPolicy;
  mode: FanoutMode;
  members: number;
  /** Recent entries a second. */
  rate: number;
  /** Since the last entry. ms. */
  quietMs: number;
}

/** A group returns to write mode only when it is well below the size that made it leave. */
const returnShare = 0.75;

/**
 * The mode a conversation should be in (mission M4, design section 6). `auto`: write while it is
 * small and quiet, so that its devices follow no queue of its own; read when it is large or when
 * members × rate, the rows a second that write mode would cost, pass a threshold; back only after a
 * long quiet time, so that a pulse does not make it flap.
 */
export function desiredMode(state: FanoutState, limits: FanoutLimits): FanoutMode {
  if (state.policy !== 'auto') return state.policy;
  if (state.mode === 'write') {
    const rows = state.members * state.rate;
    return state.members > limits.readModeMembers || rows > limits.readModeRows ? 'read' : 'write';
  }
  const small = state.members <= limits.readModeMembers * returnShare;
  return small && state.quietMs >= limits.writeModeQuietMs ? 'write' : 'read';
}

/** The mode a group of this size starts in. */
export function firstMode(policy: FanoutPolicy, members: number, limits: FanoutLimits): FanoutMode {
  return desiredMode({ policy, mode: 'write', members, rate: 0, quietMs: 0 }, limits);
}
