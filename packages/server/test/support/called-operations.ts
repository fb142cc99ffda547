import { type Operation, operationsOf } from './operations.ts';
import type { TestNode } from './test-node.ts';

interface Known extends Operation {
  pattern: RegExp;
}

/** Calls the API, and knows which operations of its document were called with success. */
export class CalledOperations {
  readonly #node: TestNode;
  readonly #operations: readonly Known[];
  readonly #called = new Set<string>();

  /** Of operations that are not `wanted` nothing is expected. */
  static async of(
    node: TestNode,
    wanted: (operation: Operation) => boolean,
  ): Promise<CalledOperations> {
    const all = operationsOf(await node.ok('GET', '/v1/openapi.json'));
    return new CalledOperations(node, all.filter(wanted));
  }

  private constructor(node: TestNode, operations: readonly Operation[]) {
    this.#node = node;
    this.#operations = operations.map((operation) => ({
      ...operation,
      // Literal parts win over parameters: /members/remove is not /members/{user}.
      pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`),
    }));
  }

  /** The body of a call that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#node.ok(method, path, body);
    const plainPath = path.split('?')[0] ?? '';
    const operation = this.#operations.find(
      (one) => one.method === method && one.pattern.test(plainPath),
    );
    if (operation !== undefined) this.#called.add(operation.name);
    return answer;
  }

  missing(): string[] {
    return this.#operations.map(({ name }) => name).filter((name) => !this.#called.has(name));
  }
}
