import type { WireError } from '@eagre/protocol';

export interface AnswerParts {
  ok?: unknown;
  error?: WireError;
}

export type OnAnswer = (answer: AnswerParts) => void;
export type Command = { cmd: string } & Record<string, unknown>;

/** A refused device asks again after this when the server names no time. ms. */
const defaultRetryMs = 100;

/** The commands of one device that wait for their answers. */
export class Requests {
  readonly #user: string;
  readonly #send: (frame: string) => void;
  readonly #onRefused: (error: WireError) => void;
  readonly #waiting = new Map<number, OnAnswer>();
  #nextId = 1;

  constructor(
    user: string,
    send: (frame: string) => void,
    onRefused: (error: WireError) => void = () => {},
  ) {
    this.#user = user;
    this.#send = send;
    this.#onRefused = onRefused;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  call(command: Command, onAnswer: OnAnswer): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#waiting.set(id, onAnswer);
    this.#send(JSON.stringify({ id, ...command }));
  }

  request<Answer>(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.call(command, ({ ok, error }) => {
        if (error === undefined) resolve(ok as Answer);
        else reject(this.#failure(command, error));
      });
    });
  }

  /** Asks again for as long as the server has too much to do and `goesOn`: it says when to. */
  async untilTaken<Answer>(command: Command, goesOn: () => boolean): Promise<Answer> {
    for (;;) {
      const { ok, error } = await new Promise<AnswerParts>((resolve) =>
        this.call(command, resolve),
      );
      if (error === undefined) return ok as Answer;
      if (!error.temporary || !goesOn()) throw this.#failure(command, error);
      await Bun.sleep(error.retryAfterMs ?? defaultRetryMs);
    }
  }

  /** Takes the text of an answer; `first` sees it before whoever waits for it. */
  answer(text: string, first: (answer: AnswerParts) => void = () => {}): void {
    const answer = JSON.parse(text) as AnswerParts & { id: number };
    const onAnswer = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error !== undefined) this.#onRefused(answer.error);
    first(answer);
    onAnswer?.(answer);
  }

  /** Nothing will be answered any more. */
  closed(message: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const onAnswer of waiting) {
      onAnswer({ error: { code: 'internal', message, temporary: true } });
    }
  }

  #failure({ cmd }: Command, { code, message }: WireError): Error {
    return new Error(`${cmd} of ${this.#user}: ${code}: ${message}`);
  }
}

/** The text of a frame that lies in a chunk of the network's. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
