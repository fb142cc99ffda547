import type { AppId } from '@eagre/protocol';
import type { Hono } from 'hono';
import type { Session } from './session/sessions.ts';

/** What handlers find in the request's context. */
export interface ConsoleEnv {
  Bindings: {
    /** Address of whoever asks. */
    remote: string;
  };
  Variables: {
    /** Of all requests but a login. */
    session: Session;
    /** Of requests below `/apps/{app}`: one that this server has. */
    app: AppId;
  };
}

export type ConsoleApi = Hono<ConsoleEnv>;
