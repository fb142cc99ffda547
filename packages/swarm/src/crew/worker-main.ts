// A process of the load. It is started by the controller and talks with it over the runtime's channel
// between parent and child; it ends with it, however that one ends.
import { scenarioNamed } from '../scenarios.ts';
import type { ToWorker } from './messages.ts';
import { Worker } from './worker.ts';

const worker = new Worker((message) => process.send?.(message), scenarioNamed);

process.on('message', (message) => {
  worker.take(message as ToWorker);
  if ((message as ToWorker).type === 'close') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
// Ctrl+C reaches all processes of a terminal: the controller decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.send?.({ type: 'ready' });
