import { type WireError, wireError } from '@eagre/protocol';

export interface AnswerParts {
  ok?: unknown;
  error?: WireError;
  /**
   * With an error that no server gave. `lost`: the connection ended before the answer, so that the
   * command may have had its effect or not; `unsent`: it never left this process.
   */
  fate?: 'lost' | 'unsent';
}

export type OnAnswer = (answer: AnswerParts) => void;
export type Command = { cmd: string } & Record<string, unknown>;

/** Whose commands they are, and over what they go. */
export interface RequestsHost {
  readonly user: string;
  readonly isOpen: boolean;
  sendFrame(text: string): void;
  /** The server refused a command. */
  refused(error: WireError): void;
}

/** Commands of one device without an answer; a server that is so far behind gets no more. */
const mostWaiting = 1024;

/** The commands of one device that wait for their answers. */
export class Requests {
  readonly #host: RequestsHost;
  /** Most devices are idle, and it shall cost nothing. */
  #waiting: Map<number, OnAnswer> | undefined;
  #nextId = 1;

  constructor(host: RequestsHost) {
    this.#host = host;
  }

  get waiting(): number {
    return this.#waiting?.size ?? 0;
  }

  /** `onAnswer` is called once in any case: see `AnswerParts.fate`. */
  call(command: Command, onAnswer: OnAnswer): void {
    if (!this.#host.isOpen) onAnswer(unsent('the device is not connected'));
    else if (this.waiting >= mostWaiting) {
      onAnswer(unsent(`${mostWaiting} commands of the device wait for their answers`));
    } else {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waiting ??= new Map();
      this.#waiting.set(id, onAnswer);
      this.#host.sendFrame(JSON.stringify({ id, ...command }));
    }
  }

  request<Answer>(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.call(command, ({ ok, error }) => {
        if (error === undefined) resolve(ok as Answer);
        else reject(this.#failure(command, error));
      });
    });
  }

  /** Takes the text of an answer. */
  answer(text: string): void {
    const answer = JSON.parse(text) as AnswerParts & { id: number };
    const onAnswer = this.#waiting?.get(answer.id);
    this.#waiting?.delete(answer.id);
    if (this.#waiting?.size === 0) this.#waiting = undefined;
    if (answer.error !== undefined) this.#host.refused(answer.error);
    onAnswer?.(answer);
  }

  /** The connection is gone: nothing that waits will be answered. */
  closed(message: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const onAnswer of waiting?.values() ?? []) {
      onAnswer({ error: wireError('internal', message), fate: 'lost' });
    }
  }

  #failure({ cmd }: Command, { code, message }: WireError): Error {
    return new Error(`${cmd} of ${this.#host.user}: ${code}: ${message}`);
  }
}

function unsent(message: string): AnswerParts {
  return { error: wireError('internal', message), fate: 'unsent' };
}

/** The text of a frame that lies in a chunk of the network's. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
