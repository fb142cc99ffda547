import { expect, test } from 'bun:test';
import { join } from 'node:path';

const program = join(import.meta.dir, '../../main.ts');

test('a crowd with the standard input of whoever started it goes when that is gone', async () => {
  await using child = Bun.spawn(
    [process.execPath, program, 'crowd', '--room=fair', '--url=http://127.0.0.1:1', '--with-stdin'],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  // Later than this nobody would get in, which ends it, too, but not well.
  child.stdin.end();
  const said = await new Response(child.stderr).text();
  expect(await child.exited, said).toBe(0);
});
