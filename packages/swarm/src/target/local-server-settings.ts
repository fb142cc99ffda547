/** Settings of the server by their names in its file (`eagre help`). */
export type ServerSettings = Readonly<Record<string, number | string | boolean>>;

/** What a load needs that comes from few devices, and that nobody would allow real ones. */
export const settingsForLoad: ServerSettings = {
  commandsPerSecond: 10_000,
  commandsBurst: 100_000,
  sendsPerSecond: 10_000,
  sendsBurst: 100_000,
  appSendsPerSecond: 1_000_000,
  appSendsBurst: 10_000_000,
  logLevel: 'error',
};

/** The same for rooms, in which few speak for thousands. */
export const settingsForRooms: ServerSettings = {
  roomUserPerSecond: 10_000,
  roomUserBurst: 100_000,
  roomPerSecond: 1_000_000,
  roomBurst: 10_000_000,
  roomAppPerSecond: 10_000_000,
  roomAppBurst: 100_000_000,
};

/** What opens the doors of one app of a server that the tool started itself. */
export class ServerSecrets {
  readonly app = 'swarm';
  readonly #keyId = 'load';
  readonly #apiSecret: string;
  /** Signs the tokens of devices (HS256). */
  readonly tokenSecret: string;

  /** New ones, or those of another process, as its `text` has them. */
  constructor(text = '') {
    const [apiSecret, tokenSecret] = text.split(' ');
    this.#apiSecret = apiSecret || newSecret(24);
    this.tokenSecret = tokenSecret || newSecret(32);
  }

  /** For a child of this process that shall be a device of the same app. */
  get text(): string {
    return `${this.#apiSecret} ${this.tokenSecret}`;
  }

  /** For the HTTP API: APP.ID.SECRET. */
  get key(): string {
    return `${this.app}.${this.#keyId}.${this.#apiSecret}`;
  }

  /** As the server's configuration names the app. */
  get appConfig(): unknown {
    return {
      id: this.app,
      keys: [{ id: this.#keyId, secret: this.#apiSecret }],
      jwt: { hs256: this.tokenSecret },
    };
  }
}

function newSecret(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}
