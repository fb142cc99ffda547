export const queueKinds = ['conversations', 'users', 'all'] as const;
export type QueueKind = (typeof queueKinds)[number];

/** Each user has a queue: among thousands of those the conversations' would not be found. */
export function isOfKind(queue: string, kind: QueueKind): boolean {
  return kind === 'all' || queue.startsWith('user:') === (kind === 'users');
}
