// The bus of one node whose devices come and go, in a process of its own on one core: arguments
// NATS_URL SECONDS SUBJECTS RATE STABLE. It prints "ready" when all subjects are listened to and "changed"
// when it changes no more; then it reads how many messages were sent on the stable subjects, and
// the last line it prints is a JSON object of figures.
import { realClock } from '@eagre/protocol';
import { openNatsBus } from '@eagre/server/src/bus/bus-nats.ts';
import { limits } from '@eagre/server/src/limits.ts';
import { build } from 'hdr-histogram-js';

/** Devices come by the hundred; a turn of a node is about as long. ms. */
const turnMs = 5;
const patienceMs = 3000;

const [url = '', ...numbers] = process.argv.slice(2);
const [seconds = 10, subjects = 100_000, rate = 22_000, stable = 100] = numbers.map(Number);

const bus = await openNatsBus({
  urls: [url],
  clock: realClock,
  limits,
  report: (error, what) => console.error('bus:', what, error),
});
const residentBefore = process.memoryUsage.rss();

let received = 0;
let outOfOrder = 0;
for (let n = 0; n < stable; n += 1) {
  let next = 0;
  bus.subscribe(`bench/stable:${n}`, (message) => {
    if (message.type !== 'ephemeral') return;
    received += 1;
    if (Number(message.frame) !== next) outOfOrder += 1;
    next = Number(message.frame) + 1;
  });
}
const ignore = () => {};
const held = Array.from({ length: subjects }, (_, n) => bus.subscribe(`bench/group:${n}`, ignore));
await bus.settled();
Bun.gc(true);
await Bun.sleep(500);
const bytesPerSubject = (process.memoryUsage.rss() - residentBefore) / subjects;
console.log('ready');

const settle = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
const settling = new Set<Promise<void>>();
let changes = 0;

/** One subject is left and another entered. */
function change(): void {
  const place = Math.floor(Math.random() * subjects);
  held[place]?.cancel();
  held[place] = bus.subscribe(`bench/group:${subjects + changes}`, ignore);
  changes += 1;
}

function measureSettling(): void {
  const startedMs = performance.now();
  const settled = bus.settled().then(() => {
    settle.recordValue(Math.max(1, Math.round((performance.now() - startedMs) * 1000)));
    settling.delete(settled);
  });
  settling.add(settled);
}

const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const elapsed = () => (performance.now() - startedMs) / 1000;
while (elapsed() < seconds) {
  const due = elapsed() * rate;
  while (changes < due) change();
  measureSettling();
  await Bun.sleep(turnMs);
}
const took = elapsed();
const cpu = process.cpuUsage(cpuBefore);
await Promise.all(settling);
const residentBytes = process.memoryUsage.rss();
console.log('changed');

const sent = Number((await console[Symbol.asyncIterator]().next()).value);
const deadlineMs = performance.now() + patienceMs;
while (received < sent && performance.now() < deadlineMs) await Bun.sleep(10);
const { reconnects } = bus.stats();
await bus.close();
console.log(
  JSON.stringify({
    changesPerSecond: changes / took,
    cpuShare: (cpu.user + cpu.system) / 1e6 / took,
    settleP99Ms: settle.getValueAtPercentile(99) / 1000,
    bytesPerSubject,
    residentBytes,
    received,
    outOfOrder,
    reconnects,
  }),
);
process.exit(0);
