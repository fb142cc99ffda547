import type { NodeRow } from '@eagre/server/console';

export type NodeStateName = 'notReady' | 'silent' | 'draining' | 'ready';

/** Leaving comes before everything: such a node is not meant to be ready any more. */
export function stateOf(row: NodeRow): NodeStateName {
  if (row.draining) return 'draining';
  if (row.ready === undefined) return 'silent';
  return row.ready ? 'ready' : 'notReady';
}
