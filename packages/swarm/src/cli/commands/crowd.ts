import { realRandom, roomId, roomOf } from '@eagre/protocol';
import { Crowd, tickMs } from '../../crowd/crowd.ts';
import { crowdTokens } from '../../crowd/crowd-tokens.ts';
import { Host } from '../../crowd/host.ts';
import { Trouble } from '../../crowd/trouble.ts';
import { Viewer, type ViewerCounts } from '../../crowd/viewer.ts';
import { Fleet } from '../../device/fleet.ts';
import type { OptionTable } from '../../engine/scenario.ts';
import { hostKey } from '../../target/dev-keys.ts';
import { assertDevicesFit } from '../../target/file-limit.ts';
import { addressOf, takesKey, urlOf } from '../../target/server-address.ts';
import { type Command, exitCodes } from '../command.ts';
import { optionLines } from '../option-lines.ts';
import { parseOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';

/** Time between two lines of what goes on. ms. */
const noteEveryMs = 10_000;
/** A server that does not answer keeps nobody. ms. */
const goWithinMs = 2000;

const options = {
  room: { type: 'text', about: 'its name' },
  devices: { type: 'number', about: 'in the crowd', default: 150, min: 1, max: 10_000 },
  url: { type: 'text', about: 'the server', default: 'http://127.0.0.1:7070' },
  key: { type: 'text', about: "an app's key, for cards, and where --dev is not on", default: '' },
  'no-host': { type: 'flag', about: 'nobody shows cards' },
  'with-stdin': { type: 'flag', about: 'ends when its standard input does' },
  minutes: { type: 'number', about: '0: until Ctrl+C', default: 0, min: 0, max: 1440 },
} as const satisfies OptionTable;

const about = 'no test: a bustling crowd in a room of a running server, to look at';

export const crowdCommand: Command = {
  name: 'crowd',
  usage: 'crowd --room NAME',
  about,
  help: () =>
    [`npm run swarm -- crowd: ${about}`, '', 'Options:', ...optionLines(options), ''].join('\n'),
  async run(args) {
    const values = parseOptions(args, options, 'crowd');
    const url = urlOf(String(values['url']));
    const key = String(values['key']) || (process.env['EAGRE_KEY'] ?? '');
    const room = roomNamed(String(values['room']));
    const devices = Number(values['devices']);
    assertDevicesFit(devices);
    const counts: ViewerCounts = { said: 0, liked: 0, refused: 0 };
    const fleet = new Fleet(addressOf(url));
    fleet.closing = true;
    const tokenFor = crowdTokens(url.origin, key);
    const viewers = Array.from(
      { length: devices },
      (_viewer, i) => new Viewer(`viewer-${i}`, room, fleet, tokenFor, counts),
    );
    const trouble = new Trouble();
    const people = new Crowd(viewers, realRandom, trouble.failed);
    const wantsHost = !values['no-host'];
    const cardKey = wantsHost && (await hostKey(key, (one) => takesKey(url, one)));
    const host = cardKey && new Host(url.origin, cardKey, room, trouble.failed);
    if (host) host.start();
    else if (wantsHost)
      note("no cards: --key, or a development server's data directory here, is missing");
    note(`the crowd comes into ${room}; Ctrl+C ends it`);
    const until = { minutes: Number(values['minutes']), stdin: values['with-stdin'] === 1 };
    await bustle(people, until, trouble, () => {
      const { said, liked, refused } = counts;
      return `${people.inRoom} in ${room}, ${said} said, ${liked} likes, ${refused} refused`;
    });
    if (host) host.stop();
    const gone = Promise.allSettled(viewers.map((viewer) => viewer.go()));
    await Promise.race([gone, Bun.sleep(goWithinMs)]);
    return exitCodes.passed;
  },
};

interface Until {
  /** 0: for ever. */
  readonly minutes: number;
  /** Also until the standard input ends: whoever started it is gone, even if it was killed. */
  readonly stdin: boolean;
}

/** Until the time is over or Ctrl+C; rejects when nobody can come in. */
async function bustle(
  people: Crowd,
  { minutes, stdin }: Until,
  trouble: Trouble,
  tell: () => string,
) {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  if (stdin) process.stdin.resume().once('end', end);
  const endMs = minutes === 0 ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  for (let noteMs = performance.now() + noteEveryMs; !isOver && performance.now() < endMs; ) {
    people.tick();
    if (people.inRoom > 0) trouble.over();
    trouble.check();
    if (performance.now() >= noteMs) {
      note(tell());
      noteMs += noteEveryMs;
    }
    await Bun.sleep(tickMs);
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function roomNamed(name: string): string {
  const parsed = roomId.safeParse(roomOf(name.replace(/^room:/, '')));
  if (parsed.success) return parsed.data;
  throw new UsageError('--room takes 1 to 64 characters of A-Z a-z 0-9 _ . @ -');
}
