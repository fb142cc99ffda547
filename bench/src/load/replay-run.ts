import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import type { TraceRow } from '@eagre/swarm/traffic/trace';
import { until } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import { type CpuShares, watchCpu } from '../lib/cpu-share.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { deliveryVerdict, untilDelivered } from './completeness.ts';
import { connectAll } from './connect-all.ts';
import { Setup, usersNamed } from './setup.ts';

const conversation = 'group:replay';
/** Beyond what a text may hold in characters, it is made of characters of three bytes. */
const longestAscii = 8000;
const stallMs = 30_000;

/** A group whose members are the authors of a trace, all online. */
export class ReplayRun {
  readonly #rows: readonly TraceRow[];
  readonly #progress: Progress;
  readonly #server: ServerProcess;
  readonly #fleet: Fleet;
  readonly #devices: Device[];
  readonly #byAuthor = new Map<string, Device>();
  readonly verdicts: Verdict[] = [];
  /** Of the replay. */
  shares: CpuShares = { server: undefined, load: 0, others: undefined };

  static async start(
    rows: readonly TraceRow[],
    leastMembers: number,
    progress: Progress,
  ): Promise<ReplayRun> {
    const authors = [...new Set(rows.map(({ author }) => `a${author}`))];
    const others = usersNamed('listener', Math.max(0, leastMembers - authors.length));
    const users = [...authors, ...others];
    progress.step('starting the server');
    const server = await ServerProcess.start();
    progress.step(`making a group of ${users.length}`);
    await new Setup(server).group(conversation, users, 'read');
    const fleet = new Fleet(server);
    return new ReplayRun(rows, server, fleet, await connectAll(fleet, users, progress), progress);
  }

  private constructor(
    rows: readonly TraceRow[],
    server: ServerProcess,
    fleet: Fleet,
    devices: Device[],
    progress: Progress,
  ) {
    this.#rows = rows;
    this.#server = server;
    this.#fleet = fleet;
    this.#devices = devices;
    this.#progress = progress;
    for (const device of devices) this.#byAuthor.set(device.user, device);
  }

  /** Sends every row from its author's device, in trace order, `window` of them under way. */
  async replay(window: number): Promise<Record<string, number>> {
    this.#progress.step(`replaying ${this.#rows.length.toLocaleString('en')} messages`);
    const cpu = watchCpu(this.#server.pid);
    const startedMs = performance.now();
    const refused = await this.#send(window);
    await untilDelivered(this.#devices, () => this.#rows.length);
    const seconds = (performance.now() - startedMs) / 1000;
    this.shares = cpu();
    this.#judge(refused, window);
    const recordedSeconds = (this.#rows.at(-1)?.offsetMs ?? 0) / 1000;
    return {
      messages: this.#rows.length,
      members: this.#devices.length,
      seconds,
      messagesPerSecond: this.#rows.length / seconds,
      deliveriesPerSecond: (this.#rows.length * this.#devices.length) / seconds,
      timesReal: recordedSeconds / seconds,
      swapped: swappedIn(this.#storedOrder()),
    };
  }

  async #send(window: number): Promise<number> {
    let next = 0;
    let answered = 0;
    let refused = 0;
    const pump = () => {
      for (; next < this.#rows.length && next - answered < window; next += 1) {
        this.#sendRow(next, (isRefused) => {
          answered += 1;
          refused += isRefused ? 1 : 0;
          pump();
        });
      }
    };
    pump();
    for (let before = -1; answered < this.#rows.length; ) {
      if (before === answered) throw new Error(`no answer for ${stallMs} ms, ${answered} so far`);
      before = answered;
      const isOn = () => {
        this.#progress.at(answered / this.#rows.length);
        return answered === this.#rows.length;
      };
      await until(isOn, { timeoutMs: stallMs, pollMs: 20 }).catch(() => {});
    }
    return refused;
  }

  #sendRow(index: number, onAnswer: (isRefused: boolean) => void): void {
    const { author, bytes } = this.#rows[index] as TraceRow;
    const device = this.#byAuthor.get(`a${author}`) as Device;
    // A text must have a character; a message without one was something else than a text.
    const content =
      bytes === 0
        ? { kind: 'custom:empty', body: {} }
        : { kind: 'text', body: { text: textOfBytes(bytes) } };
    device.call({ cmd: 'send', conversation, clientId: `r${index}`, ...content }, ({ error }) =>
      onAnswer(error !== undefined),
    );
  }

  #judge(refused: number, window: number): void {
    const { length } = this.#rows;
    if (refused > 0) {
      const text = `${refused} sends were refused, last: ${this.#fleet.lastRefusal}`;
      this.verdicts.push({ ok: false, text });
    }
    this.verdicts.push(deliveryVerdict(this.#fleet, this.#devices, length, 'replay'));
    if (window === 1) {
      const swapped = swappedIn(this.#storedOrder());
      const text = `${swapped} messages stand after a later one of the trace`;
      this.verdicts.push({ ok: swapped === 0, text });
    }
    const wrong = this.#authorsOutOfOrder();
    this.verdicts.push(
      wrong.length === 0
        ? { ok: true, text: "each author's messages stand in the order of the trace" }
        : { ok: false, text: `messages of ${wrong.length} authors are out of order: ${wrong[0]}` },
    );
  }

  /** Row numbers in the order in which they are stored. */
  #storedOrder(): number[] {
    return this.#fleet.ledger.order(conversation).map((clientId) => Number(clientId.slice(1)));
  }

  #authorsOutOfOrder(): string[] {
    const last = new Map<string, number>();
    const wrong = new Set<string>();
    for (const index of this.#storedOrder()) {
      const author = this.#rows[index]?.author ?? '';
      if (index < (last.get(author) ?? -1)) wrong.add(author);
      last.set(author, index);
    }
    return [...wrong];
  }
}

/** Rows that stand after a later one. */
function swappedIn(order: readonly number[]): number {
  let greatest = -1;
  let swapped = 0;
  for (const index of order) {
    if (index < greatest) swapped += 1;
    greatest = Math.max(greatest, index);
  }
  return swapped;
}

function textOfBytes(bytes: number): string {
  if (bytes <= longestAscii) return 'x'.repeat(bytes);
  return '消'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3);
}
