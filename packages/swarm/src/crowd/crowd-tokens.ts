import { Api } from '../target/api.ts';

/** Tokens for made-up users: of a development server, or with an app's key. */
export function crowdTokens(url: string, key: string): (user: string) => Promise<string> {
  const api = new Api(url, key);
  const path = key === '' ? '/v1/dev/token' : '/v1/tokens';
  return async (user) => {
    const { token } = await api.post<{ token: string }>(path, { user });
    return token;
  };
}
