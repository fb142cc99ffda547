export class Rounds {
  constructor(send: (text: string) => unknown);
  told(url: URL): void;
}
