// One room on many nodes in one process (see many-nodes/simulation.ts). Arguments: NODES DEVICES SECONDS
// CHAT SEED, devices and chat over all nodes. Tells how far it is; its last line is JSON.
import { Simulation } from '../many-nodes/simulation.ts';

const [nodes = 8, devices = 16_000, seconds = 20, chat = 5000, seed = 1] = process.argv
  .slice(2)
  .map(Number);
const startedMs = performance.now();
const residentBefore = resident();
let told = '';

const simulation = new Simulation({
  ...{ nodes, devicesPerNode: Math.ceil(devices / nodes), seconds, seed },
  rates: { chat, taps: 2000, changes: 20_000 },
  progress: (what, share) => {
    const line = `at ${Math.floor(share * 20) / 20} ${what}`;
    if (line !== told) console.log(line);
    told = line;
  },
});
await simulation.fill();
const residentBytes = resident();
const { figures, verdicts } = await simulation.show();
const realSeconds = (performance.now() - startedMs) / 1000;
console.log(
  JSON.stringify({
    figures: {
      ...figures,
      bytesPerDevice: (residentBytes - residentBefore) / devices,
      residentGigabytes: Math.max(residentBytes, process.memoryUsage.rss()) / 1e9,
      realSeconds,
    },
    verdicts,
  }),
);
process.exit(0);

function resident(): number {
  Bun.gc(true);
  return process.memoryUsage.rss();
}
