import type { Clock } from '@eagre/protocol';
import { ServiceError } from '../../service-error.ts';
import { RefusedLogins } from '../audit/refused-logins.ts';
import { LoginLimit, type LoginLimitOptions } from './login-limit.ts';
import { isSameSecret } from './session-key.ts';

export interface LoginDeskOptions {
  readonly adminKey: string;
  readonly clock: Clock;
  readonly limits: LoginLimitOptions['limits'] & { readonly consoleRefusedEveryMs: number };
  /** One of the refused logins is to be written down; `more` were refused since the last one. */
  readonly refused: (tried: LoginTry, more: number) => Promise<void>;
}

export interface LoginTry {
  readonly name: string;
  readonly key: string;
  /** The address that its tries are counted for. */
  readonly address: string;
  /** … and what the audit log is told of where it came from. */
  readonly remote: string;
}

/** Looks at the key of whoever wants in, and slows down whoever guesses. */
export class LoginDesk {
  readonly #options: LoginDeskOptions;
  readonly #limit: LoginLimit;
  readonly #refused: RefusedLogins;

  constructor(options: LoginDeskOptions) {
    const { clock, limits } = options;
    this.#options = options;
    this.#limit = new LoginLimit({ clock, limits });
    this.#refused = new RefusedLogins({ clock, everyMs: limits.consoleRefusedEveryMs });
  }

  /** Before anything of the request is read. @throws ServiceError `rate_limited` */
  admit(address: string): void {
    const waitMs = this.#limit.take(address);
    if (waitMs === 0) return;
    this.#refused.count();
    throw new ServiceError('rate_limited', 'too many logins were tried, wait a moment', {
      retryAfterMs: waitMs,
    });
  }

  /** Of one who was admitted. @throws ServiceError `unauthenticated` */
  async check(tried: LoginTry): Promise<void> {
    const { adminKey, refused } = this.#options;
    // It was no guess.
    if (isSameSecret(tried.key, adminKey)) return this.#limit.giveBack(tried.address);
    const noted = this.#refused.note();
    if (noted !== undefined) await refused(tried, noted.more);
    throw new ServiceError('unauthenticated', 'key: not the admin key of this server', {
      field: 'key',
    });
  }
}
