import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type AppId,
  type DeviceId,
  decodeSpreadToken,
  type RoomMessageEntry,
  type SpreadToken,
  spreadDelayMs,
  type UserId,
} from '@eagre/protocol';
import {
  appOfKey,
  type ConversationKey,
  documentKey,
  queueOfKey,
  type UserKey,
} from '../../keys.ts';
import {
  type DocumentCodec,
  GuardedDocument,
  type GuardedDocumentUse,
} from './guarded-document.ts';

export interface TicketsUse extends Omit<GuardedDocumentUse<string>, 'codec' | 'onChange'> {
  /** Unguessable: that of `node:crypto`. */
  readonly randomBytes: (size: number) => Uint8Array;
}

export type VerifiedToken =
  | ({ ok: true } & Omit<SpreadToken, 'ticket'>)
  | { ok: false; reason: 'no token' | 'ticket does not fit' };

/** Characters of a ticket: 96 bits, past any guessing, and short in the answer to each `room.enter`. */
const ticketLength = 16;

const secretBytes = 32;

/** A secret as base64; the empty text before it was made. */
const secretCodec: DocumentCodec<string> = {
  initial: () => '',
  decode: (text) => JSON.parse(text) as string,
  encode: (secret) => JSON.stringify(secret),
};

/**
 * Tickets prove to a backend, through the server, that a device entered a room: the tokens of spread
 * commands carry them. A ticket is a MAC over room, user and device under a secret of the app, which
 * the first node that needs one makes; so every node checks every ticket, and none is stored.
 */
export class Tickets {
  readonly #use: TicketsUse;
  readonly #secrets = new Map<AppId, Uint8Array>();
  readonly #loading = new Map<AppId, Promise<void>>();

  constructor(use: TicketsUse) {
    this.#use = use;
  }

  /** Resolves when the app's secret is here; at once but the first time. Errors: the store's. */
  async ready(app: AppId): Promise<void> {
    if (this.#secrets.has(app)) return;
    const loading = this.#loading.getOrInsertComputed(app, () =>
      this.#load(app).finally(() => this.#loading.delete(app)),
    );
    await loading;
  }

  /** `ready` of the app must have resolved before. */
  ticketOf(room: ConversationKey, user: UserId, device: DeviceId): string {
    const secret = this.#secrets.get(appOfKey(room));
    if (secret === undefined) throw new Error(`tickets of ${room} are not ready`);
    // No name holds a space or a slash, so that no two devices have the same text.
    return createHmac('sha256', secret)
      .update(`${queueOfKey(room)} ${user}/${device}`)
      .digest('base64url')
      .slice(0, ticketLength);
  }

  /** Whether a token was made for one of the app's rooms and devices. Errors: the store's. */
  async verify(app: AppId, text: string): Promise<VerifiedToken> {
    const token = decodeSpreadToken(text);
    if (token === undefined) return { ok: false, reason: 'no token' };
    await this.ready(app);
    const { ticket, ...about } = token;
    const { room, user, device } = about;
    const right = this.ticketOf(
      `${app}/${room}` as ConversationKey,
      user as UserId,
      device as DeviceId,
    );
    return isSame(ticket, right)
      ? { ok: true, ...about }
      : { ok: false, reason: 'ticket does not fit' };
  }

  async #load(app: AppId): Promise<void> {
    const { randomBytes, ...use } = this.#use;
    // No user has a `*` in the name.
    const key = documentKey(`${app}/*` as UserKey, 'ticket-secret');
    const document = await GuardedDocument.open(key, { ...use, codec: secretCodec });
    if (document.version === 0) {
      const fresh = Buffer.from(randomBytes(secretBytes)).toString('base64');
      await document.change(({ value, version }) => ({ value: version === 0 ? fresh : value }));
    }
    this.#secrets.set(app, Buffer.from(document.value, 'base64'));
  }
}

/** When the device of a token is to act: server time, ms. Undefined: the entry asks nobody to. */
export function momentOf(
  entry: RoomMessageEntry,
  token: Omit<SpreadToken, 'ticket'>,
): number | undefined {
  if (entry.spreadMs === undefined) return undefined;
  return entry.at + spreadDelayMs(token, token, entry.spreadMs);
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
