import { afterAll, beforeAll } from 'bun:test';
import { NatsServer } from '@eagre/testkit';
import { busConformance } from './bus-conformance.ts';
import type { NatsBus, NatsBusOptions } from './bus-nats.ts';
import { clusterBusConformance } from './cluster-bus-conformance.ts';
import { openNode } from './test/nats-nodes.ts';

let nats: NatsServer;
beforeAll(async () => {
  nats = await NatsServer.start();
});
afterAll(() => nats[Symbol.asyncDispose]());

/** Each test has subjects of its own, so that none hears the last words of another. */
let deployment = 0;

function open(options: Partial<NatsBusOptions> = {}): Promise<NatsBus> {
  return openNode([nats.url], { prefix: `test${deployment}`, ...options });
}

busConformance('NATS, from one node to another', {
  make: async (report) => {
    deployment += 1;
    return { here: await open({ report }), there: await open({ report }) };
  },
  settled: async ({ there }) => (there as NatsBus).settled(),
});

busConformance('NATS, within one node', {
  make: (report) => {
    deployment += 1;
    return open({ report });
  },
});

clusterBusConformance('NATS', {
  make: () => open(),
  cut: () => nats.kill(),
  mend: async () => {
    deployment += 1;
    if (!nats.running) await nats.restart();
  },
});
