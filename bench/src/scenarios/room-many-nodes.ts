import type { Progress } from '../cli/progress.ts';
import { below, numberOption, type Scenario, type ScenarioResult } from '../cli/scenario.ts';
import { Peer, pathOf } from '../lib/peer.ts';

/** Two million devices enter, and thirty seconds of a show, on a machine that has other things to do. s. */
const patienceSeconds = 1800;
const lookMs = 250;

export const roomManyNodes: Scenario = {
  name: 'room-many-nodes',
  about: 'one room of 2 million devices on 40 nodes, in one process on a simulated clock',
  method:
    'The room station of each node, its feed, its cache and a real connection for each device, in one process; bus and sockets in memory. Each node has a clock on which its work takes the time that other benches measured. Every device checks what it gets.',
  options: {
    nodes: { type: 'number', about: 'that share the room', default: 40, min: 2, max: 200 },
    devices: {
      type: 'number',
      about: 'over all nodes; 1.6 KB of memory each',
      default: 2_000_000,
      min: 1000,
      max: 4_000_000,
    },
    seconds: { type: 'number', about: 'simulated, of the show', default: 20, min: 12, max: 600 },
    chat: { type: 'number', about: 'said a second', default: 5000, min: 100, max: 1_000_000 },
    seed: { type: 'number', about: 'of everything random', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: {
    windowMs: { unit: 'ms', about: 'of the tier' },
    utilisation: {
      unit: 'cores',
      about: "of a node's thread, mean of the nodes",
      target: below(0.6),
    },
    mostUtilisation: { unit: 'cores', about: 'of the busiest' },
    longestFlushMs: { unit: 'ms', about: 'from the first device of a node to its last' },
    framesPerSecond: { unit: 'frames/s', about: 'to devices, of a node' },
    bytesPerFrame: { unit: 'bytes', about: 'mean' },
    shownPerSecond: { unit: 'messages/s', about: 'to each device' },
    ownP50Ms: { unit: 'ms', about: 'said → at a device of the same node, half of them' },
    ownP99Ms: { unit: 'ms', about: 'the same, 99 %' },
    remoteP50Ms: { unit: 'ms', about: 'said → at a device of another node, half of them' },
    remoteP99Ms: { unit: 'ms', about: 'the same, 99 %' },
    roomMessagesPerWindow: {
      unit: 'messages',
      about: 'news of the room that a node publishes in a window',
    },
    busOutPerSecond: { unit: 'messages/s', about: 'that a node publishes, of all kinds' },
    busInPerSecond: { unit: 'messages/s', about: 'that it gets' },
    busOutBytesPerSecond: { unit: 'bytes/s', about: 'published' },
    busInBytesPerSecond: { unit: 'bytes/s', about: 'got' },
    bytesPerDevice: { unit: 'bytes', about: 'of memory, connection and all' },
    residentGigabytes: { unit: 'GB', about: 'of the process' },
    realSeconds: { unit: 's', about: 'that all of it took' },
  },
  async run({ options, progress }) {
    const numbers = ['nodes', 'devices', 'seconds', 'chat', 'seed'].map((name) =>
      String(numberOption(options, name)),
    );
    const script = pathOf('bench/src/peers/many-nodes-simulation.ts');
    const peer = Peer.start([process.execPath, script, ...numbers]);
    const line = peer.child.waitForLine(/^\{.*"verdicts".*\}$/, patienceSeconds * 1000);
    const [json] = await told(line, peer, progress);
    await peer.stop();
    return {
      ...(JSON.parse(json) as Pick<ScenarioResult, 'figures' | 'verdicts'>),
      bound:
        'nothing: the rates are given, and the time that work takes is what other benches measured',
    };
  },
};

/** Shows how far the peer says it is, until it is at its end. */
async function told<T>(line: Promise<T>, { child }: Peer, progress: Progress): Promise<T> {
  let [step, isDone] = ['', false];
  const done = () => {
    isDone = true;
  };
  line.then(done, done);
  while (!isDone) {
    const [, share, what = ''] =
      /^at ([\d.]+) (.*)$/.exec(child.output.split('\n').at(-1) ?? '') ?? [];
    if (what !== step && what !== '') progress.step(what);
    step = what || step;
    progress.at(Number(share ?? 0));
    await Promise.race([Bun.sleep(lookMs), line.catch(() => {})]);
  }
  return line;
}
