// The devices of a hot room, in a process of their own, so that what they take off the core that
// receives does not count as the server's delay elsewhere. Arguments: PORT ROOM DEVICES PER_SECOND.
// Lines on stdin: `start N` and `stop N`; each is answered by `started N`, `stopped N JSON`.
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { Schedule } from '@eagre/swarm/engine/schedule';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import { SeededRandom } from '@eagre/testkit';
import { tokenFor } from '../lib/credentials.ts';
import { usersNamed } from '../load/setup.ts';
import { ChatSenders } from '../room/chat-senders.ts';

/** The process whose latencies are measured goes first on the core that they share. */
const nice = 19;
const entriesAtOnce = 100;

const [port = '', room = '', count = '', perSecond = ''] = process.argv.slice(2);
const senders = new ChatSenders(room, new ChatTexts(new SeededRandom(1)));
const fleet = new Fleet({ host: '127.0.0.1', port: Number(port) });
const devices = await inParallel(usersNamed('hot', Number(count)), entriesAtOnce, async (user) => {
  const { device } = await Device.connect(fleet, { user, token: tokenFor(user) });
  await device.enter(room);
  return device;
});
const speech = new Schedule((dueMs) => {
  senders.say(devices[senders.sent % devices.length] as Device, dueMs);
});
let startedMs = 0;
let before = 0;

const lines: Record<string, (round: string) => void> = {
  start(round) {
    startedMs = performance.now();
    before = fleet.deliveries;
    speech.run(Number(perSecond));
    console.log(`started ${round}`);
  },
  stop(round) {
    speech.stop();
    const seconds = (performance.now() - startedMs) / 1000;
    const { faults, faultCount } = fleet.ledger;
    const told = {
      deliveredPerSecond: (fleet.deliveries - before) / seconds,
      refused: senders.refused,
      faultCount,
      fault: faults[0],
    };
    console.log(`stopped ${round} ${JSON.stringify(told)}`);
  },
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const [name = '', round = ''] = line.split(' ');
  lines[name]?.(round);
});
setPriority(nice);
console.log('ready');
