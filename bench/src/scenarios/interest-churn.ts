import { realClock } from '@eagre/protocol';
import { openNatsBus } from '@eagre/server/src/bus/bus-nats.ts';
import { limits } from '@eagre/server/src/limits.ts';
import { NatsServer } from '@eagre/testkit';
import { atLeast, exactly, numberOption, type Scenario, type Verdict } from '../cli/scenario.ts';
import { onExit } from '../lib/cleanup.ts';
import { loadCore } from '../lib/cores.ts';
import { watchCpu } from '../lib/cpu-share.ts';
import { Peer, pathOf } from '../lib/peer.ts';

interface Measured {
  changesPerSecond: number;
  cpuShare: number;
  settleP99Ms: number;
  bytesPerSubject: number;
  residentBytes: number;
  received: number;
  outOfOrder: number;
  reconnects: number;
}

/** Subjects that stay, on which messages come all the time. */
const stable = 100;
const messagesPerSecond = 2000;
const beatMs = 10;
/** For the subscriptions at first, and for what comes after the changes. s. */
const patienceSeconds = 60;

export const interestChurn: Scenario = {
  name: 'interest-churn',
  about: "a node's bus that holds 100,000 subjects and changes 20,000 of them a second",
  method: `The bus of one node over NATS in a process of its own on one core; the NATS server and whoever publishes have the other. A change leaves one subject and enters another; meanwhile ${messagesPerSecond.toLocaleString('en')} messages a second come on ${stable} subjects that stay.`,
  options: {
    seconds: { type: 'number', about: 'length of the measurement', default: 10, min: 1, max: 600 },
    subjects: {
      type: 'number',
      about: 'held at any time',
      default: 100_000,
      min: 100,
      max: 1_000_000,
    },
    rate: { type: 'number', about: 'changes a second', default: 22_000, min: 100, max: 1_000_000 },
  },
  figures: {
    changesPerSecond: {
      unit: 'changes/s',
      about: 'reached; one subscribe and one unsubscribe each',
      target: atLeast(20_000),
    },
    missed: {
      unit: 'messages',
      about: 'on subjects that stayed, not received',
      target: exactly(0),
    },
    cpuShare: { unit: 'cores', about: "taken by the node's process" },
    natsCpuShare: { unit: 'cores', about: 'taken by the NATS server' },
    settleP99Ms: { unit: 'ms', about: 'asked whether subscriptions are in force → they are' },
    bytesPerSubject: { unit: 'bytes', about: "of the node's memory, before the changes" },
    residentMegabytes: { unit: 'MB', about: "of the node's process, after the changes" },
  },
  async run({ options, progress }) {
    const seconds = numberOption(options, 'seconds');
    progress.step('subscribing');
    const nats = await NatsServer.start({ core: loadCore });
    const endNats = onExit(() => nats[Symbol.asyncDispose]());
    const script = pathOf('bench/src/peers/interest-churn-load.ts');
    const numbers = [
      seconds,
      numberOption(options, 'subjects'),
      numberOption(options, 'rate'),
      stable,
    ];
    const peer = Peer.start([process.execPath, script, nats.url, ...numbers.map(String)]);
    await peer.child.waitForLine(/^ready$/, patienceSeconds * 1000);
    progress.step('changing');
    const sharesOf = watchCpu(nats.pid);
    const talk = await startTalk(nats.url);
    await peer.child.waitForLine(/^changed$/, (seconds + patienceSeconds) * 1000);
    const { server: natsCpuShare = Number.NaN } = sharesOf();
    const sent = await talk.stop();
    peer.child.writeLine(`${sent}`);
    const [line] = await peer.child.waitForLine(
      /^\{.*"changesPerSecond".*\}$/,
      patienceSeconds * 1000,
    );
    await peer.stop();
    await endNats();
    const { residentBytes, received, outOfOrder, reconnects, ...figures } = JSON.parse(
      line,
    ) as Measured;
    const missed = sent - received;
    return {
      figures: { ...figures, missed, natsCpuShare, residentMegabytes: residentBytes / 1e6 },
      bound: `the rate that is asked for; the node took ${percent(figures.cpuShare)} of its core, the NATS server ${percent(natsCpuShare)}`,
      verdicts: [verdictOf(sent, missed, outOfOrder, reconnects)],
    };
  },
};

/** Messages for the subjects that stay, by turns, numbered on each. */
async function startTalk(url: string) {
  const bus = await openNatsBus({ urls: [url], clock: realClock, limits, report: console.error });
  let sent = 0;
  const beat = realClock.every(beatMs, () => {
    for (let n = 0; n < (messagesPerSecond * beatMs) / 1000; n += 1) {
      const frame = `${Math.floor(sent / stable)}`;
      bus.publish(`bench/stable:${sent % stable}`, { type: 'ephemeral', frame });
      sent += 1;
    }
  });
  return {
    async stop(): Promise<number> {
      beat.cancel();
      await bus.close();
      return sent;
    },
  };
}

function verdictOf(sent: number, missed: number, outOfOrder: number, reconnects: number): Verdict {
  const count = sent.toLocaleString('en');
  if (missed === 0 && outOfOrder === 0 && reconnects === 0) {
    return { ok: true, text: `all ${count} messages on subjects that stayed came, in order` };
  }
  return {
    ok: false,
    text: `of ${count} messages on subjects that stayed ${missed} are missing, ${outOfOrder} came out of order; the connection was lost ${reconnects} times`,
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
