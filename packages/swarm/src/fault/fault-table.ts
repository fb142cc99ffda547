/** What must be there for a fault. */
export type Need = 'server' | 'proxy' | 'disk' | 'clock' | 'cluster';

/**
 * What a fault is done to: `part`: a server, or any part of a cluster; `node`: a server or node;
 * `line`: connections, of devices or between parts; `link`: only those between parts of a cluster.
 */
export type Scope = 'part' | 'node' | 'line' | 'link';

export type ParameterSpec = { about: string } & (
  | { type: 'share'; default: number }
  | { type: 'time'; default: number; mostMs: number }
  | { type: 'shift' }
  | { type: 'count'; default: number; min: number; max: number }
  | { type: 'choice'; default: string; of: readonly string[] }
);

export interface FaultSpec {
  about: string;
  needs: readonly Need[];
  scope: Scope;
  /** Seconds that it lasts when `+FOR` is left out; undefined: it does not end by itself. */
  seconds?: number;
  /** What `+FOR` means. */
  forAbout: string;
  /** What it is done to is away or must not be touched by another of these meanwhile. */
  takesPart?: true;
  parameters: Readonly<Record<string, ParameterSpec>>;
}

const share = {
  type: 'share',
  about: 'of the connections: 0.3 or 30%',
  default: 1,
} as const;
const way = {
  type: 'choice',
  about: 'up: from devices; down: to devices',
  default: 'both',
  of: ['both', 'up', 'down'],
} as const;
const minuteMs = 60_000;

/** Every fault there is: help, parser and runner follow this table. */
export const faultTable = {
  kill: {
    about: 'kill -9 of a server, which is started again on the same data',
    needs: ['server'],
    scope: 'part',
    seconds: 1,
    forAbout: 'until it is started again',
    takesPart: true,
    parameters: {},
  },
  pause: {
    about: 'a server does nothing at all (SIGSTOP), then goes on',
    needs: ['server'],
    scope: 'part',
    seconds: 5,
    forAbout: 'until it goes on',
    takesPart: true,
    parameters: {},
  },
  drain: {
    about: 'a server is asked to go (SIGTERM), sends its devices away, and is started again',
    needs: ['server'],
    scope: 'node',
    seconds: 1,
    forAbout: 'from its end until it is started again',
    takesPart: true,
    parameters: {},
  },
  disk: {
    about: "the disk of a server's data is full",
    needs: ['server', 'disk'],
    scope: 'node',
    seconds: 10,
    forAbout: 'until there is room again',
    takesPart: true,
    parameters: {
      leave: {
        type: 'count',
        about: 'bytes that stay free',
        default: 0,
        min: 0,
        max: 1024 ** 3,
      },
    },
  },
  clock: {
    about: "a server's wall clock jumps",
    needs: ['server', 'clock'],
    scope: 'node',
    forAbout: 'until it jumps back; left out: it stays',
    parameters: { by: { type: 'shift', about: 'ahead, or back with a minus: 1h, -90s' } },
  },
  cut: {
    about: 'connections break',
    needs: ['proxy'],
    scope: 'line',
    seconds: 0,
    forAbout: 'the time over which they do, evenly',
    parameters: {
      share,
      how: {
        type: 'choice',
        about: 'reset: without a word (RST); close: in order (FIN)',
        default: 'reset',
        of: ['reset', 'close'],
      },
    },
  },
  slow: {
    about: 'every byte comes later',
    needs: ['proxy'],
    scope: 'line',
    seconds: 10,
    forAbout: 'until the line is quick again',
    parameters: {
      delay: { type: 'time', about: 'one way', default: 200, mostMs: minuteMs },
      jitter: { type: 'time', about: 'more or less than that', default: 0, mostMs: minuteMs },
      way,
      share,
    },
  },
  throttle: {
    about: 'a connection takes only so many bytes',
    needs: ['proxy'],
    scope: 'line',
    seconds: 10,
    forAbout: 'until it takes all',
    parameters: {
      bytes: {
        type: 'count',
        about: 'a second, each way of each connection',
        default: 20_000,
        min: 1,
        max: 1e9,
      },
      way,
      share,
    },
  },
  stall: {
    about: 'nothing goes through, though the connection lives',
    needs: ['proxy'],
    scope: 'line',
    seconds: 10,
    forAbout: 'until all of it goes on',
    parameters: { way, share },
  },
  refuse: {
    about: 'new connections are reset at once',
    needs: ['proxy'],
    scope: 'line',
    seconds: 5,
    forAbout: 'until they are taken again',
    parameters: {},
  },
  partition: {
    about: 'a node and the parts behind it do not reach each other, though connections live',
    needs: ['cluster'],
    scope: 'link',
    seconds: 10,
    forAbout: 'until they do again',
    parameters: {},
  },
} as const satisfies Record<string, FaultSpec>;

export type FaultName = keyof typeof faultTable;
export const faultNames = Object.keys(faultTable) as FaultName[];

export function faultSpec(name: FaultName): FaultSpec {
  return faultTable[name];
}
