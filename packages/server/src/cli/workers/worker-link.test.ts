import { expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import { checkedConfig } from '../../config/checked-config.ts';
import type { StopSignals } from '../stop-signals.ts';
import { workerOf } from './worker-link.ts';
import { placeVariable, workerConfig } from './worker-place.ts';

class Channel extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly send = (message: unknown) => this.sent.push(message);
  disconnect(): void {
    this.emit('disconnect');
  }
}

function fixture() {
  const channel = new Channel();
  const worker = workerOf(placeVariable({ number: 2, port: 7071 }), channel);
  if (worker === undefined) throw new Error('no worker');
  return { channel, ...worker };
}

/** Which signals were heard. */
async function heard({ first, second }: StopSignals): Promise<(string | undefined)[]> {
  const none = Bun.sleep(0).then(() => undefined);
  return Promise.all([first, second].map((signal) => Promise.race([signal, none])));
}

test('place, name and ports of a worker', () => {
  const { place, channel, link } = fixture();
  const cluster = { cluster: true, node: 'n', postgres: 'postgres://db', nats: 'nats://bus' };
  const config = checkedConfig({ ...cluster, workers: 4, port: 9005, adminPort: 9000 });
  const own = workerConfig(config, place);
  expect(own).toMatchObject({ node: 'n-2', port: 7071, adminPort: 9001, workers: 1 });
  expect(checkedConfig(own)).toEqual(own);
  // What is taken by all of them is no trouble of the last one.
  checkedConfig(workerConfig(config, { number: 4, port: 9005 }));
  link.ready();
  expect(channel.sent).toEqual([{ type: 'ready' }]);
});

test('a process is a worker only if it has a parent that says so', () => {
  expect(workerOf({}, new Channel())).toBeUndefined();
  const message = 'EAGRE_WORKER is for workers of --workers only: unset it';
  expect(() => workerOf({ EAGRE_WORKER: '1:2' }, new EventEmitter())).toThrow(message);
  expect(() => workerOf({ EAGRE_WORKER: 'yes' }, new Channel())).toThrow(message);
});

const told: [what: string, tell: (channel: Channel) => void, first?: string, second?: string][] = [
  ['stop', (channel) => channel.emit('message', { type: 'stop' }), 'stop'],
  ['hurry', (channel) => channel.emit('message', { type: 'hurry' }), 'hurry', 'hurry'],
  [
    'the end of the parent',
    (channel) => channel.emit('disconnect'),
    'the parent is gone',
    'the parent is gone',
  ],
  ['SIGTERM of a service manager', (channel) => channel.emit('SIGTERM'), 'SIGTERM'],
  [
    'both at once: not in a hurry',
    (channel) => {
      channel.emit('SIGTERM');
      channel.emit('message', { type: 'stop' });
      channel.emit('SIGTERM');
    },
    'SIGTERM',
  ],
  [
    'signals of a terminal, which reach the parent too',
    (channel) => {
      expect(channel.emit('SIGINT')).toBe(true);
      expect(channel.emit('SIGHUP')).toBe(true);
    },
  ],
  ['what is no message of ours', (channel) => channel.emit('message', { cmd: 'stop' })],
];

for (const [what, tell, first, second] of told) {
  test(`a worker hears: ${what}`, async () => {
    const { channel, link } = fixture();
    tell(channel);
    expect(await heard(link.signals)).toEqual([first, second]);
  });
}

test('when it closes the channel itself nothing is to be done', async () => {
  const { link } = fixture();
  link.close();
  expect(await heard(link.signals)).toEqual([undefined, undefined]);
});
