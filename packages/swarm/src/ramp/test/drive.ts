import { SeededRandom } from '@eagre/testkit';
import { Fleet } from '../../device/fleet.ts';
import type { Json } from '../../engine/json.ts';
import { LedgerBooks } from '../../engine/ledger-books.ts';
import type { Load, OptionValues, Share } from '../../engine/load.ts';
import { Meter } from '../../engine/meter.ts';
import { meterFleet } from '../../engine/metering.ts';
import type { Controller, OptionTable, Scenario } from '../../engine/scenario.ts';
import { Api } from '../../target/api.ts';
import { booksFrom } from '../../target/cluster-books.ts';
import type { LocalServer } from '../../target/local-server.ts';
import { RoomsApi } from '../../target/rooms-api.ts';
import { tokenGiver } from '../../target/tokens.ts';
import type { Findings } from '../../verdict/findings.ts';
import type { Verdict } from '../../verdict/verdict.ts';

export interface Driven {
  verdicts: Verdict[];
  own: Record<string, Json>;
  notes: string[];
  fleets: Fleet[];
  books: LedgerBooks[];
}

/** All options of a table, as they are by default or as given. */
export function optionsOf(table: OptionTable, given: OptionValues = {}): OptionValues {
  const defaults = Object.entries(table).map(([name, spec]) => {
    return [name, spec.type === 'flag' ? 0 : (spec.default ?? '')] as const;
  });
  return { ...Object.fromEntries(defaults), ...given };
}

/** A whole run in this process, with as many shares as a run has processes. */
export async function drive(
  scenario: Scenario,
  server: LocalServer,
  given: OptionValues,
  { processes = 1, runId = 'r1', signal = new AbortController().signal } = {},
): Promise<Driven> {
  const options = optionsOf(scenario.options, given);
  const notes: string[] = [];
  const controller: Controller = {
    options,
    runId,
    seed: 1,
    processes,
    api: new Api(server.url, server.key),
    rooms: new RoomsApi(server.url, server.key),
    books: booksFrom(server),
    progress: () => {},
    note: (text) => void notes.push(text),
  };
  const stage = await scenario.prepare(controller);
  const meeting = new Meeting(processes, async (name, values) =>
    scenario.onSync?.(name, values, controller),
  );
  const loads = Array.from({ length: processes }, (_process, index) =>
    loadOf(server, { index, of: processes }, options, { meeting, runId, signal }),
  );
  await Promise.all(loads.map((load) => scenario.run(load, stage)));
  const findings = { conversations: [], rooms: [], faults: {}, own: {} } as unknown as Findings;
  const verdicts = (await scenario.judge?.(controller, stage, findings)) ?? [];
  for (const { fleet } of loads) {
    fleet.closing = true;
    for (const device of fleet.devices) device.terminate();
  }
  return {
    ...{ verdicts, own: findings.own, notes },
    fleets: loads.map(({ fleet }) => fleet),
    books: loads.map(({ books }) => books as LedgerBooks),
  };
}

interface Common {
  meeting: Meeting;
  runId: string;
  signal: AbortSignal;
}

function loadOf(
  server: LocalServer,
  share: Share,
  options: OptionValues,
  { meeting, runId, signal }: Common,
): Load {
  const fleet = new Fleet(server.target.address);
  const meter = new Meter();
  meterFleet(fleet, meter);
  return {
    ...{ share, options, runId, fleet, meter, signal },
    random: new SeededRandom(share.index + 1),
    books: new LedgerBooks(fleet),
    tokenFor: tokenGiver(server.target.tokens),
    sync: (name, value) => meeting.meet(name, value),
    progress: () => {},
    async pause(seconds) {
      const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (!signal.aborted) await Promise.race([Bun.sleep(seconds * 1000), ended]);
    },
  };
}

type Answer = (name: string, values: (Json | undefined)[]) => Promise<Json | undefined>;

/** Where all shares wait for each other. */
class Meeting {
  readonly #size: number;
  readonly #answer: Answer;
  #values: (Json | undefined)[] = [];
  #answered = Promise.withResolvers<Json | undefined>();

  constructor(size: number, answer: Answer) {
    this.#size = size;
    this.#answer = answer;
  }

  meet(name: string, value: Json | undefined): Promise<Json | undefined> {
    this.#values.push(value);
    const { promise, resolve, reject } = this.#answered;
    if (this.#values.length === this.#size) {
      const values = this.#values;
      this.#values = [];
      this.#answered = Promise.withResolvers();
      this.#answer(name, values).then(resolve, reject);
    }
    return promise;
  }
}
