import { expect, test } from 'bun:test';
import { ChildProcess } from '@eagre/testkit';
import { describeCpu, watchCpu } from './cpu-share.ts';

const busy = 'while :; do :; done';

test.skipIf(process.platform !== 'linux')(
  'a process counts with its children, also with one that has ended',
  async () => {
    await using idle = ChildProcess.start(['sleep', '100']);
    await using parent = ChildProcess.start([
      'sh',
      '-c',
      `timeout 9 sh -c '${busy}' & read end; kill $!; wait`,
    ]);
    await using past = ChildProcess.start([
      'sh',
      '-c',
      `read go; timeout 0.5 sh -c '${busy}'; echo ended; read end`,
    ]);
    const cpu = watchCpu({ idle: idle.pid, parent: parent.pid, past: past.pid, gone: 2 ** 30 });
    past.writeLine('go');
    await past.waitForLine(/ended/);
    const { server = 0, parts = {} } = cpu();
    parent.writeLine('end');
    await parent.exited;
    expect(Object.keys(parts)).toEqual(['idle', 'parent', 'past']);
    expect(parts['idle']).toBeLessThan(0.02);
    expect(parts['parent']).toBeGreaterThan(0.05);
    expect(parts['past']).toBeGreaterThan(0.05);
    expect(server).toBeCloseTo(
      (parts['parent'] ?? 0) + (parts['past'] ?? 0) + (parts['idle'] ?? 0),
    );
  },
);

test('of several processes each is named', () => {
  const shares = { server: 0.5, parts: { node1: 0.3, nats: 0.2 }, load: 0.1, others: 0 };
  expect(describeCpu(shares)).toBe('node1 30 %, nats 20 %, load 10 %, others 0 % of a core');
  expect(describeCpu({ server: 0.5, parts: { server: 0.5 }, load: 0.1, others: 0 })).toBe(
    'server 50 %, load 10 %, others 0 % of a core',
  );
});
