import type { AppId } from '@eagre/protocol';
import { ApiKeys } from './api-keys.ts';
import type { AppConfig } from './app-config.ts';
import { type Signer, signerOf } from './signer.ts';

/** A business line (tenant) as the running server knows it. */
export interface App {
  id: AppId;
  name?: string;
  signer: Signer;
}

/** All apps of a deployment, and whose API key is whose. */
export class AppDirectory {
  readonly #apps = new Map<AppId, App>();
  readonly #keys = new ApiKeys();

  private constructor() {}

  static async open(configs: readonly AppConfig[]): Promise<AppDirectory> {
    const directory = new AppDirectory();
    for (const config of configs) await directory.#add(config);
    return directory;
  }

  get(id: AppId): App | undefined {
    return this.#apps.get(id);
  }

  ids(): AppId[] {
    return [...this.#apps.keys()];
  }

  /** The app that an API key (`APP.KEYID.SECRET`) is of. */
  appOfKey(apiKey: string): App | undefined {
    const id = this.#keys.appOf(apiKey);
    return id === undefined ? undefined : this.#apps.get(id);
  }

  async #add(config: AppConfig): Promise<void> {
    const app: App = { id: config.id, signer: await signerOf(config.jwt) };
    if (config.name !== undefined) app.name = config.name;
    this.#apps.set(config.id, app);
    for (const key of config.keys) this.#keys.add(config.id, key);
  }
}
