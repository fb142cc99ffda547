import type { Clock } from '@eagre/protocol';
import type { BusMessage, ClusterBus, Subscription } from '../bus/bus.ts';
import type { Limits } from '../limits.ts';
import { nodeSubject, nodesSubject } from './subjects.ts';

export interface QuestionsOptions<Question, Answer> {
  /** This node's name. */
  readonly node: string;
  readonly bus: ClusterBus;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'nodeAnswerMs'>;
  /** Names of the other nodes that are to answer. */
  readonly others: () => readonly string[];
  /** This node's own answer. */
  readonly answer: (question: Question) => Answer;
  readonly report: (error: unknown, what: string) => void;
}

interface Asked {
  readonly missing: Set<string>;
  readonly answers: string[];
  readonly done: () => void;
}

/**
 * Questions that each node answers from its own memory, such as where a user is connected. An answer
 * may be missing: who asks waits for the nodes that are known, and not for long.
 */
export class Questions<Question, Answer> {
  readonly #options: QuestionsOptions<Question, Answer>;
  readonly #subscriptions: readonly Subscription[];
  readonly #asked = new Map<number, Asked>();
  #ids = 0;

  constructor(options: QuestionsOptions<Question, Answer>) {
    const { bus, node } = options;
    this.#options = options;
    this.#subscriptions = [
      bus.subscribe(nodesSubject, (message) => this.#reply(message)),
      bus.subscribe(nodeSubject(node), (message) => this.#take(message)),
    ];
  }

  /** The answers of all nodes that answered in time, this node's first. */
  async ask(question: Question): Promise<Answer[]> {
    const { bus, node, clock, limits, others, answer } = this.#options;
    const own = answer(question);
    const missing = new Set(others());
    if (missing.size === 0 || !bus.connected) return [own];
    this.#ids += 1;
    const id = this.#ids;
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked: Asked = { missing, answers: [], done: resolve };
    this.#asked.set(id, asked);
    const timer = clock.setTimer(limits.nodeAnswerMs, resolve);
    bus.publish(nodesSubject, { type: 'ask', node, id, question: JSON.stringify(question) });
    await promise;
    timer.cancel();
    this.#asked.delete(id);
    return [own, ...asked.answers.map((text) => JSON.parse(text) as Answer)];
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.cancel();
    for (const { done } of this.#asked.values()) done();
  }

  #reply(message: BusMessage): void {
    const { bus, node, answer, report } = this.#options;
    if (message.type !== 'ask' || message.node === node) return;
    try {
      const text = JSON.stringify(answer(JSON.parse(message.question) as Question));
      bus.publish(nodeSubject(message.node), {
        type: 'answer',
        node,
        id: message.id,
        answer: text,
      });
    } catch (error) {
      // A node of another version may ask what this one does not know.
      report(error, `a question of node ${message.node}`);
    }
  }

  #take(message: BusMessage): void {
    if (message.type !== 'answer') return;
    const asked = this.#asked.get(message.id);
    if (asked === undefined || !asked.missing.delete(message.node)) return;
    asked.answers.push(message.answer);
    if (asked.missing.size === 0) asked.done();
  }
}
