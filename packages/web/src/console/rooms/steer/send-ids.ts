import type { Random } from '@eagre/protocol/random';

/**
 * The id of what is being sent. Another try with the same content has the same id, so what the server
 * took although its answer was lost is not sent twice; once it is done, the same content is a new
 * message.
 */
export class SendIds {
  readonly #random: Random;
  #tried: { readonly content: string; readonly id: string } | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  idFor(content: string): string {
    if (this.#tried?.content !== content) this.#tried = { content, id: this.#draw() };
    return this.#tried.id;
  }

  done(): void {
    this.#tried = undefined;
  }

  #draw(): string {
    let name = '';
    while (name.length < 20) name += Math.floor(this.#random.next() * 36).toString(36);
    return `console-${name}`;
  }
}
