/**
 * Sends to all devices, round after round, at the load's pace: `/start?bytes=N` begins, with one round
 * under way and one ready; each `/go` says that a round has reached every device and allows another;
 * `/stop` ends. Without that pace a server would fill its buffers, many frames would leave in one
 * write, and what is measured would be the copying of memory and not sending.
 */
export class Rounds {
  #send;
  #text = '';
  #allowed = 0;
  #isSending = false;

  /** @param {(text: string) => unknown} send One round; may return a promise. */
  constructor(send) {
    this.#send = send;
  }

  /** @param {URL} url */
  told(url) {
    if (url.pathname === '/start') {
      this.#text = 'x'.repeat(Number(url.searchParams.get('bytes')));
      this.#allowed = 2;
    } else if (url.pathname === '/go' && this.#text !== '') {
      this.#allowed += 1;
    } else if (url.pathname === '/stop') {
      this.#text = '';
      this.#allowed = 0;
    }
    void this.#pump();
  }

  async #pump() {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#allowed > 0) {
      this.#allowed -= 1;
      await this.#send(this.#text);
    }
    this.#isSending = false;
  }
}
