/**
 * Many wait for the same thing: that what was said to the server so far is in force. Rounds follow
 * one another; whoever asks while one is on its way shares the next, since the one on its way may
 * have begun before his subscription.
 */
export class Settling {
  readonly #inForce: () => Promise<void>;
  #underWay: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** `inForce` must not reject. */
  constructor(inForce: () => Promise<void>) {
    this.#inForce = inForce;
  }

  settled(): Promise<void> {
    this.#next ??= this.#round();
    return this.#next;
  }

  async #round(): Promise<void> {
    // At least one turn of the promises passes here, so that a whole burst of callers shares it.
    await this.#underWay;
    this.#underWay = this.#next;
    this.#next = undefined;
    await this.#inForce();
  }
}
