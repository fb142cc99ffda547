import { exitCodes } from '../report/outcome.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `first` at Ctrl+C and its like; a second one ends the program at once. Gives the way back. */
export function onInterrupt(first: () => void): () => void {
  let count = 0;
  const heard = () => {
    count += 1;
    if (count === 1) first();
    else process.exit(exitCodes.interrupted);
  };
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}
