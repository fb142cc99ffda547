import { ApiError } from './api-error.ts';

/** The server's HTTP API with one app's key, as a business backend uses it. */
export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** Of the server, without a path. */
  get url(): string {
    return this.#url;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#ask<Answer>('GET', path, undefined);
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask<Answer>('POST', path, body);
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask<Answer>('PATCH', path, body);
  }

  put<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask<Answer>('PUT', path, body);
  }

  async #ask<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new ApiError(`${method} ${path}`, answer.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
