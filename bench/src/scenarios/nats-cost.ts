import { NatsServer } from '@eagre/testkit';
import { numberOption, type Scenario } from '../cli/scenario.ts';
import { onExit } from '../lib/cleanup.ts';
import { serverCore } from '../lib/cores.ts';
import { watchCpu } from '../lib/cpu-share.ts';
import { residentBytesOf } from '../lib/peer.ts';
import { deliveredBytes, published, RawLine } from '../nats/raw-line.ts';

/** As a commit of a few entries is, and as what a room says in a second. Bytes. */
const small = 250;
const large = 2500;
const subscribers = 40;
const subscriptions = 200_000;
/** Bytes that are on their way at once: less than a server keeps for a slow client. */
const underWayBytes = 4_000_000;
const subject = 'eagre.shop.room:show';

interface Cost {
  microsPerMessage: number;
  microsPerDelivery: number;
  megabytesPerCoreSecond: number;
  lost: number;
}

export const natsCost: Scenario = {
  name: 'nats-cost',
  about: 'what a NATS server pays for a message to nobody, to one node and to forty',
  method: `The NATS server on one core; publisher and subscribers are bare TCP connections on the other, which write and count bytes. Messages of ${small} and ${large} bytes; processor time of the server.`,
  options: {
    seconds: { type: 'number', about: 'length of each measurement', default: 3, min: 1, max: 60 },
  },
  figures: {
    nobodyMicros: { unit: 'µs', about: `a message of ${small} bytes that nobody wants` },
    oneMicros: { unit: 'µs', about: 'the same to one subscriber' },
    fortyMicros: { unit: 'µs', about: 'for each of forty subscribers' },
    fortyLargeMicros: { unit: 'µs', about: `the same with ${large} bytes` },
    fortyLargeMegabytes: { unit: 'MB/s', about: 'that a core sends out at that' },
    bytesPerSubscription: { unit: 'bytes', about: "of the server's memory" },
  },
  async run({ options, progress }) {
    const seconds = numberOption(options, 'seconds');
    const nats = await NatsServer.start({ core: serverCore });
    const endNats = onExit(() => nats[Symbol.asyncDispose]());
    const cost = (what: string, followers: number, payload: number) => {
      progress.step(what);
      return measure(nats, { followers, payload, seconds });
    };
    const nobody = await cost('to nobody', 0, small);
    const one = await cost('to one', 1, small);
    const forty = await cost('to forty', subscribers, small);
    const fortyLarge = await cost('to forty, large', subscribers, large);
    progress.step('subscriptions');
    const bytesPerSubscription = await memoryOfInterest(nats);
    await endNats();
    const lost = nobody.lost + one.lost + forty.lost + fortyLarge.lost;
    return {
      figures: {
        nobodyMicros: nobody.microsPerMessage,
        oneMicros: one.microsPerMessage,
        fortyMicros: forty.microsPerDelivery,
        fortyLargeMicros: fortyLarge.microsPerDelivery,
        fortyLargeMegabytes: fortyLarge.megabytesPerCoreSecond,
        bytesPerSubscription,
      },
      verdicts: [{ ok: lost === 0, text: `${lost} deliveries were lost` }],
      bound: 'the processor time of the server, whatever the rate',
    };
  },
};

/** Closed loop: what was published is there before more is. */
async function measure(
  nats: NatsServer,
  { followers, payload, seconds }: { followers: number; payload: number; seconds: number },
): Promise<Cost> {
  const lines = await Promise.all(Array.from({ length: followers }, () => RawLine.open(nats.port)));
  for (const line of lines) line.write(Buffer.from(`SUB ${subject} 1\r\n`));
  await Promise.all(lines.map((line) => line.taken()));
  const publisher = await RawLine.open(nats.port);
  const delivered = deliveredBytes(subject, payload);
  const times = Math.ceil(underWayBytes / delivered / Math.max(1, followers));
  const batch = published(subject, payload, times);
  const before = lines.map(({ bytesIn }) => bytesIn);
  const received = () => lines.map(({ bytesIn }, i) => bytesIn - (before[i] ?? 0));
  const sharesOf = watchCpu(nats.pid);
  const startedMs = performance.now();
  let sent = 0;
  while (performance.now() - startedMs < seconds * 1000) {
    publisher.write(batch);
    sent += times;
    await publisher.taken();
    const limitMs = performance.now() + 5000;
    const isThere = () => received().every((bytes) => bytes >= sent * delivered);
    while (!isThere() && performance.now() < limitMs) await Bun.sleep(1);
  }
  const elapsed = (performance.now() - startedMs) / 1000;
  const cpuMicros = (sharesOf().server ?? Number.NaN) * elapsed * 1e6;
  const got = received().reduce(
    (sum, bytes) => sum + Math.min(sent, Math.floor(bytes / delivered)),
    0,
  );
  for (const line of [...lines, publisher]) line.close();
  return {
    microsPerMessage: cpuMicros / sent,
    microsPerDelivery: cpuMicros / (sent * Math.max(1, followers)),
    megabytesPerCoreSecond: (sent * Math.max(1, followers) * delivered) / cpuMicros,
    lost: sent * followers - got,
  };
}

async function memoryOfInterest(nats: NatsServer): Promise<number> {
  const line = await RawLine.open(nats.port);
  const before = residentBytesOf(nats.pid);
  const inTurn = 10_000;
  for (let from = 0; from < subscriptions; from += inTurn) {
    const some = Array.from(
      { length: inTurn },
      (_, i) => `SUB eagre.shop.user:u${from + i} ${from + i}\r\n`,
    );
    line.write(Buffer.from(some.join('')));
    await line.taken();
  }
  const bytes = residentBytesOf(nats.pid) - before;
  line.close();
  return bytes / subscriptions;
}
