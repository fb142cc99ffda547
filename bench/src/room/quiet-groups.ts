import type { Device } from '@eagre/swarm/device/device';
import { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { Schedule } from '@eagre/swarm/engine/schedule';
import { until } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import type { Verdict } from '../cli/scenario.ts';
import type { ServerProcess } from '../lib/server-process.ts';
import { deliveryVerdict, untilDelivered } from '../load/completeness.ts';
import { connectAll } from '../load/connect-all.ts';
import { Senders } from '../load/senders.ts';
import { Setup, usersNamed } from '../load/setup.ts';
import { Timed } from '../load/timed.ts';

interface Group {
  senders: Senders;
  members: Device[];
}

const bytes = 100;
const answersWithinMs = 30_000;
const membersOf = (index: number, size: number) => usersNamed(`q${index}-`, size);

/** Small groups in which somebody says something now and then. */
export class QuietGroups {
  readonly #fleet: Fleet;
  readonly #groups: Group[];

  static async start(
    server: ServerProcess,
    count: number,
    size: number,
    progress: Progress,
  ): Promise<QuietGroups> {
    progress.step(`making ${count} groups of ${size}`);
    const named = Array.from({ length: count }, (_group, i) => ({
      group: `group:quiet${i}`,
      members: membersOf(i, size),
    }));
    await new Setup(server).groups(named, 'write', (done) => progress.at(done));
    const fleet = new Fleet(server);
    const users = named.flatMap(({ members }) => members);
    const devices = await connectAll(fleet, users, progress);
    const groups = named.map(({ group }, i) => ({
      senders: new Senders({ conversation: group, bytes }),
      members: devices.slice(i * size, (i + 1) * size),
    }));
    return new QuietGroups(fleet, groups);
  }

  private constructor(fleet: Fleet, groups: Group[]) {
    this.#fleet = fleet;
    this.#groups = groups;
  }

  /** 99 % of the messages arrive within so many ms when so many a second are sent in each group. */
  async p99Ms(perSecond: number, seconds: number): Promise<number> {
    const timed = new Timed(this.#fleet);
    timed.countFrom(nowMs());
    let next = 0;
    const schedule = new Schedule((dueMs) => {
      const { senders, members } = this.#groups[next % this.#groups.length] as Group;
      next += 1;
      senders.send(members[senders.sent % members.length] as Device, dueMs);
    });
    schedule.run(perSecond * this.#groups.length);
    await Bun.sleep(seconds * 1000);
    schedule.stop();
    await this.#settle();
    return timed.ms('entries', 99);
  }

  /** Whether all that was sent in any round arrived, once and in order. */
  verdict(): Verdict {
    const bad = this.#groups
      .map(({ senders, members }, i) =>
        deliveryVerdict(this.#fleet, members, senders.acked, `quiet group ${i}`),
      )
      .find(({ ok }) => !ok);
    const total = (what: 'acked' | 'refused') =>
      this.#groups.reduce((sum, { senders }) => sum + senders[what], 0);
    if (total('refused') > 0) {
      const why = this.#fleet.lastRefusal;
      return { ok: false, text: `quiet groups: ${total('refused')} sends refused, last: ${why}` };
    }
    const acked = total('acked');
    const text = `${this.#groups.length} quiet groups: ${acked} messages, each once and in order`;
    return bad ?? { ok: true, text };
  }

  async #settle(): Promise<void> {
    const isAnswered = () => this.#groups.every(({ senders }) => senders.unanswered === 0);
    await until(isAnswered, { timeoutMs: answersWithinMs, pollMs: 5, what: 'the last answers' });
    for (const { senders, members } of this.#groups) {
      await untilDelivered(members, () => senders.acked);
    }
  }
}
