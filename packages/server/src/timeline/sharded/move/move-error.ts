/** Buckets cannot be moved like this; an operator has to act. */
export class MoveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoveError';
  }
}
