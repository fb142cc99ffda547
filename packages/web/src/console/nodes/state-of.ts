import type { GoneNode, NodeRow } from '@eagre/server/console';

/** A row of the page: a node that runs, or one that fell silent lately. */
export type ShownNode = NodeRow | GoneNode;

export type NodeStateName = 'gone' | 'notReady' | 'silent' | 'draining' | 'ready';

/** Leaving comes before everything: such a node is not meant to be ready any more. */
export function stateOf(row: ShownNode): NodeStateName {
  if (isGone(row)) return 'gone';
  if (row.draining) return 'draining';
  if (row.ready === undefined) return 'silent';
  return row.ready ? 'ready' : 'notReady';
}

export function isGone(row: ShownNode): row is GoneNode {
  return 'lastHeardAt' in row;
}
