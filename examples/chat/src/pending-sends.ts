/** A message on its way. */
export interface PendingSend {
  readonly clientId: string;
  readonly text: string;
}

/** Own messages of the conversation on the screen that have no answer yet, oldest first. */
export class PendingSends {
  readonly #sends = new Map<string, string>();

  add(clientId: string, text: string): void {
    this.#sends.set(clientId, text);
  }

  /** Answered, given up, or seen in its place: the text when it was still pending. */
  settle(clientId: string): string | undefined {
    const text = this.#sends.get(clientId);
    this.#sends.delete(clientId);
    return text;
  }

  get texts(): string[] {
    return [...this.#sends.values()];
  }
}
