/** What `/v1` answered; `code` and `field` of an error. */
export interface ApiRefusal {
  status: number;
  code: string;
  field?: string;
}

/** The HTTP API as a shop's backend calls it. */
export class HttpApi {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** The answer to a call that must go well; an empty object when there is nothing to answer. */
  async ok<Answer = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> {
    const { status, text } = await this.#call(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text === '' ? '{}' : text) as Answer;
  }

  /** The error of a call that must be refused. */
  async refusal(method: string, path: string, body?: object): Promise<ApiRefusal> {
    const { status, text } = await this.#call(method, path, body);
    if (status < 400) throw new Error(`${method} ${path}: not refused, ${status} ${text}`);
    return { status, ...(JSON.parse(text) as { error: Omit<ApiRefusal, 'status'> }).error };
  }

  async #call(method: string, path: string, body: object | undefined) {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }
}
