import { nearest } from '../cli/nearest.ts';
import type { ClusterPart } from '../target/local-cluster.ts';

/** What can be typed beside a running cluster. */
const verbs = ['kill', 'start', 'pause', 'resume', 'status', 'help', 'quit'] as const;
type Verb = (typeof verbs)[number];
type State = 'up' | 'down' | 'paused';

/** From which state a word leads where, and what it does. */
const moves: Partial<Record<Verb, { from: State; to: State; act: keyof ClusterPart }>> = {
  kill: { from: 'up', to: 'down', act: 'kill' },
  start: { from: 'down', to: 'up', act: 'restart' },
  pause: { from: 'up', to: 'paused', act: 'pause' },
  resume: { from: 'paused', to: 'up', act: 'resume' },
};

/** Takes parts of a cluster away and brings them back, as somebody types it. */
export class ClusterConsole {
  readonly #parts: ReadonlyMap<string, ClusterPart>;
  readonly #quit: () => void;
  readonly #states = new Map<string, State>();

  constructor(parts: ReadonlyMap<string, ClusterPart>, quit: () => void) {
    this.#parts = parts;
    this.#quit = quit;
  }

  /** A part ended, or came back, without being asked to here. */
  isNow(name: string, state: State): void {
    this.#states.set(name, state);
  }

  stateOf(name: string): State {
    return this.#states.get(name) ?? 'up';
  }

  /** Does what a line says; gives what there is to say about it. */
  async execute(line: string): Promise<string> {
    const [word = '', name = '', ...more] = line.trim().split(/\s+/);
    if (word === '') return '';
    const verb = verbs.find((each) => each === word);
    if (verb === undefined) return this.#unknown(word, verbs);
    if (verb === 'quit') this.#quit();
    if (verb === 'status')
      return [...this.#parts.keys()].map((part) => this.#line(part)).join('\n');
    const move = moves[verb];
    if (move === undefined) return verb === 'help' ? consoleHelp() : '';
    const part = this.#parts.get(name);
    if (part === undefined || more.length > 0) return this.#unknown(name, [...this.#parts.keys()]);
    const state = this.stateOf(name);
    if (state !== move.from)
      return `${name} is ${state}; \`${verb}\` is for one that is ${move.from}`;
    this.#states.set(name, move.to);
    try {
      await part[move.act]();
      return this.#line(name);
    } catch (error) {
      this.#states.set(name, state);
      return `${name}: ${error instanceof Error ? error.message : error}`;
    }
  }

  #line(name: string): string {
    return `${name} is ${this.stateOf(name)}`;
  }

  #unknown(word: string, words: readonly string[]): string {
    const near = nearest(word, words);
    const hint = near === undefined ? `there are: ${words.join(', ')}` : `did you mean ${near}?`;
    return `there is no "${word}"; ${hint}`;
  }
}

export function consoleHelp(): string {
  return [
    'Type, and press Enter:',
    '  kill node2       kill -9; the devices come back on other nodes',
    '  start node2      it is there again, and takes devices',
    '  pause postgres   it hangs: messages are refused with a temporary error, rooms go on',
    '  resume postgres  and all goes on without a restart',
    '  kill nats        what other nodes commit is found by comparing heads',
    '  status, quit',
  ].join('\n');
}
