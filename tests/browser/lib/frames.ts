import type { Page } from 'playwright-core';

/** How many messages came on the WebSockets of a page. */
export interface FrameCounts {
  text: number;
  binary: number;
}

/** Counts from now on; to be called before the page connects. */
export function countFrames(page: Page): FrameCounts {
  const counts = { text: 0, binary: 0 };
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      counts[typeof payload === 'string' ? 'text' : 'binary'] += 1;
    }),
  );
  return counts;
}
