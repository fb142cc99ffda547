import { realRandom, roomId, roomOf } from '@eagre/protocol';
import { UsageError } from '@eagre/swarm/cli/usage-error';
import { Crowd, tickMs } from '@eagre/swarm/crowd/crowd';
import { crowdTokens } from '@eagre/swarm/crowd/crowd-tokens';
import { Host } from '@eagre/swarm/crowd/host';
import { Viewer } from '@eagre/swarm/crowd/viewer';
import { Fleet } from '@eagre/swarm/device/fleet';
import { hostKey } from '@eagre/swarm/target/dev-keys';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import type { Progress } from '../cli/progress.ts';
import { numberOption, type Scenario } from '../cli/scenario.ts';
import { onExit } from '../lib/cleanup.ts';

/** Time between two lines of what goes on. ms. */
const noteEveryMs = 10_000;
/** A server that does not answer keeps nobody. ms. */
const goWithinMs = 2000;
/** So many failures in a row and nobody in the room: there is no server, or it does not want us. */
const mostFailures = 20;

export const crowd: Scenario = {
  name: 'crowd',
  about: 'no measurement: a bustling crowd in a room of a running server, to look at',
  options: {
    room: { type: 'text', about: 'its name' },
    devices: { type: 'number', about: 'in the crowd', default: 150, min: 1, max: 10_000 },
    url: { type: 'text', about: 'the server', default: 'http://127.0.0.1:7070' },
    key: { type: 'text', about: "an app's key, for cards, and where --dev is not on", default: '' },
    minutes: { type: 'number', about: '0: until Ctrl+C', default: 0, min: 0, max: 1440 },
  },
  figures: {
    said: { unit: 'messages', about: 'by the crowd' },
    liked: { unit: 'likes', about: 'tapped' },
    refused: { unit: 'commands', about: 'by the server' },
  },
  async run({ options, progress }) {
    const url = addressOf(String(options['url']));
    const key = String(options['key']) || (process.env['EAGRE_KEY'] ?? '');
    const room = roomNamed(String(options['room']));
    const count = numberOption(options, 'devices');
    assertDevicesFit(count);
    const counts = { said: 0, liked: 0, refused: 0 };
    const fleet = new Fleet({ host: url.hostname, port: Number(url.port || 80) });
    fleet.closing = true;
    const tokenFor = crowdTokens(url.origin, key);
    const viewers = Array.from(
      { length: count },
      (_viewer, i) => new Viewer(`viewer-${i}`, room, fleet, tokenFor, counts),
    );
    const trouble = new Trouble();
    const people = new Crowd(viewers, realRandom, trouble.failed);
    const cardKey = hostKey(key);
    const host = cardKey && new Host(url.origin, cardKey, room, trouble.failed);
    const end = onExit(async () => {
      if (host) host.stop();
      const gone = Promise.allSettled(viewers.map((viewer) => viewer.go()));
      await Promise.race([gone, Bun.sleep(goWithinMs)]);
    });
    if (host) host.start();
    else
      progress.note("no cards: --key, or a development server's data directory here, is missing");
    await bustle(people, numberOption(options, 'minutes'), trouble, progress, () => {
      const { said, liked, refused } = counts;
      return `${people.inRoom} in ${room}, ${said} said, ${liked} likes, ${refused} refused`;
    });
    await end();
    return { figures: counts, verdicts: [] };
  },
};

/** Until the time is over; rejects when nobody can come in. */
async function bustle(
  people: Crowd,
  minutes: number,
  trouble: Trouble,
  progress: Progress,
  tell: () => string,
): Promise<void> {
  progress.step('the crowd comes in; Ctrl+C ends it');
  const endMs = minutes === 0 ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  for (let noteMs = performance.now() + noteEveryMs; performance.now() < endMs; ) {
    people.tick();
    if (people.inRoom > 0) trouble.over();
    trouble.check();
    if (performance.now() >= noteMs) {
      progress.note(tell());
      noteMs += noteEveryMs;
    }
    await Bun.sleep(tickMs);
  }
}

/** Single failures are part of life; nothing but failures is not. */
class Trouble {
  #count = 0;
  #last: unknown;

  readonly failed = (error: unknown): void => {
    this.#count += 1;
    this.#last = error;
  };

  over(): void {
    this.#count = 0;
  }

  check(): void {
    if (this.#count < mostFailures) return;
    const why = this.#last instanceof Error ? this.#last.message : String(this.#last);
    throw new UsageError(`nobody gets into the room: ${why}`);
  }
}

function roomNamed(name: string): string {
  const parsed = roomId.safeParse(roomOf(name.replace(/^room:/, '')));
  if (parsed.success) return parsed.data;
  throw new UsageError('--room takes 1 to 64 characters of A-Z a-z 0-9 _ . @ -');
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:') return url;
  throw new UsageError(`--url takes an http address, not "${text}"`);
}
