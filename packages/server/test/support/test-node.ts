import { createNode, type Node, type NodeOptions, openMemoryTimeline } from '@eagre/server';
import { type TempDir, tempDir } from '@eagre/testkit';

/** What a request of the HTTP API came to. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface CallOptions {
  /** Sent as JSON, or as it is when it is a text. */
  body?: unknown;
  /** Headers besides the key and the content type; undefined takes one away. */
  headers?: Record<string, string | undefined>;
}

/** A whole server in this process, on a free port, in development mode, storing in memory. */
export class TestNode implements AsyncDisposable {
  readonly node: Node;
  readonly #data: TempDir;

  static async start(options: NodeOptions = {}): Promise<TestNode> {
    const data = tempDir();
    const node = await createNode({
      openTimeline: async (open) => openMemoryTimeline({ ...open, limits: open.limits }),
      ...options,
      config: { port: 0, dev: true, data: data.path, drainMs: 0, ...options.config },
    });
    await node.start();
    return new TestNode(node, data);
  }

  private constructor(node: Node, data: TempDir) {
    this.node = node;
    this.#data = data;
  }

  get url(): string {
    return this.node.address.url;
  }

  /** With development mode's API key. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const headers = new Headers({ authorization: `Bearer ${this.node.devKeys?.apiKey}` });
    if (options.body !== undefined) headers.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
    }
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(options.body === undefined ? {} : { body: textOf(options.body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text };
    return { status: answer.status, headers: answer.headers, body };
  }

  /** The body of a call that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, body === undefined ? {} : { body });
    if (answer.status >= 400) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  async token(user: string): Promise<string> {
    return String((await this.ok('POST', '/v1/dev/token', { user }))['token']);
  }

  async stop(): Promise<void> {
    await this.node.stop({ drainMs: 0 });
    this.#data.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
