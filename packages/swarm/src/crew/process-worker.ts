import type { FromWorker, ToWorker, WorkerHandle } from './messages.ts';

const main = new URL('./worker-main.ts', import.meta.url).pathname;
/** Lines of what a process said last, for the message when it ends before its time. */
const keptLines = 5;

/** A process of the load as a child of this one. `command` goes in front, to pin it to a core, say. */
export function spawnWorker(command: readonly string[] = []): WorkerHandle {
  let onMessage: (message: FromWorker) => void = () => {};
  let isReady = false;
  const early: ToWorker[] = [];
  const child = Bun.spawn([...command, process.execPath, main], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    ipc(message: FromWorker | { type: 'ready' }) {
      if (message.type !== 'ready') onMessage(message);
      else {
        isReady = true;
        for (const one of early.splice(0)) child.send(one);
      }
    },
  });
  const said = lastLines(child.stderr);
  return {
    send(message) {
      if (!isReady) early.push(message);
      else if (child.exitCode === null && child.signalCode === null) child.send(message);
    },
    listen(onEach, onGone) {
      onMessage = onEach;
      void child.exited.then(async (code) => {
        const signal = child.signalCode === null ? '' : ` (${child.signalCode})`;
        const lines = await said;
        onGone([`ended with code ${code}${signal}`, ...lines].join('\n'));
      });
    },
    kill: () => child.kill('SIGKILL'),
    gone: child.exited.then(() => {}),
  };
}

async function lastLines(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (parts.pop() ?? '').slice(-4096);
    lines.push(...parts);
    lines.splice(0, lines.length - keptLines);
  }
  return rest === '' ? lines : [...lines, rest];
}
