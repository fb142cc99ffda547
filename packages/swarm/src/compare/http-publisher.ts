/** Answers waited for, before the next ones are kept until there is room. */
const mostAtOnce = 64;
const answerWithinMs = 10_000;

/** Publishes by HTTP POST over a few connections that stay open, in order of asking as far as those go. */
export class HttpPublisher {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #waiting: string[] = [];
  #underWay = 0;
  failures = 0;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  post(body: string): void {
    if (this.#underWay < mostAtOnce) void this.#post(body);
    else this.#waiting.push(body);
  }

  async #post(first: string): Promise<void> {
    this.#underWay += 1;
    for (let body: string | undefined = first; body !== undefined; body = this.#waiting.shift()) {
      if (!(await this.#isTaken(body))) this.failures += 1;
    }
    this.#underWay -= 1;
  }

  async #isTaken(body: string): Promise<boolean> {
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal: AbortSignal.timeout(answerWithinMs),
      });
      // Servers that answer 200 whatever happened name an error in the answer.
      const text = await answer.text();
      return answer.ok && !text.startsWith('{"error"');
    } catch {
      return false;
    }
  }
}
