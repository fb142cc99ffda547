/** Answers the first request; the second one is its end: by an error, or by leaving. */
self.onmessage = (event: MessageEvent<[id: number, op: string, ...rest: unknown[]]>) => {
  const [id, op, how] = event.data;
  if (op === 'open') self.postMessage([id, undefined]);
  else if (how === 'leave') process.exit(3);
  else
    setTimeout(() => {
      throw new Error('out of luck');
    });
};
