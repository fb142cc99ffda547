/** What the parent of workers tells them: end with care, or at once. */
export type ToWorker = { type: 'stop' } | { type: 'hurry' };

/** What a worker tells its parent: devices can connect. */
export interface FromWorker {
  type: 'ready';
}

export function isToWorker(message: unknown): message is ToWorker {
  const { type } = (message ?? {}) as { type?: unknown };
  return type === 'stop' || type === 'hurry';
}

export function isFromWorker(message: unknown): message is FromWorker {
  return ((message ?? {}) as { type?: unknown }).type === 'ready';
}
