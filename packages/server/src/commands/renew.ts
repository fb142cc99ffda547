import type { RenewAnswer } from '@eagre/protocol';
import type { TokenVerifier } from '../auth/verifier.ts';
import { ServiceError } from '../service-error.ts';
import type { CommandHandler } from './command.ts';
import { requireToken } from './token.ts';

export function renewCommand(verifier: TokenVerifier): CommandHandler<'renew'> {
  return async ({ connection, request }) => {
    const { identity } = connection;
    if (identity === undefined) throw new ServiceError('not_connected', 'send connect first');
    const token = await requireToken(verifier, request.token, identity.device);
    if (token.app !== identity.app || token.user !== identity.user) {
      throw new ServiceError('unauthenticated', 'token is of another app or user', {
        field: 'token',
      });
    }
    connection.renew(token.issuedAt, token.expiresAt);
    return JSON.stringify({ tokenExpiresAt: token.expiresAt } satisfies RenewAnswer);
  };
}
