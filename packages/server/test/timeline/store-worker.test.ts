import { expect, test } from 'bun:test';
import { StoreWorker } from '../../src/timeline/sqlite/store-worker.ts';

const url = new URL('dying-worker.ts', import.meta.url).href;
const options = { directory: '', nowMs: 0, integrity: 'bounded', cachedQueues: 1 } as const;

test.each(['throw', 'leave'])(
  'a thread that ends (%s) fails what waits, as unavailable',
  async (how) => {
    const worker = await StoreWorker.start('writer', options, url);
    const codeOf = (request: Promise<unknown>) => request.catch((error: unknown) => error);
    const [first, second] = [worker.request('write', how, 1), worker.request('write', how, 2)];
    expect(await codeOf(first)).toMatchObject({ name: 'TimelineError', code: 'unavailable' });
    expect(await codeOf(second)).toMatchObject({ name: 'TimelineError', code: 'unavailable' });
    expect(await codeOf(worker.request('write', how, 3))).toMatchObject({ code: 'unavailable' });
    await worker.close();
  },
);
