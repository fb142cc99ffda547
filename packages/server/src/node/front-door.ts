import type { Pages } from '../pages/pages.ts';

/** Answers one request; `remote` is the caller's address. */
export type Answering = (request: Request, remote: string) => Response | Promise<Response>;

export interface FrontDoorOptions {
  /** Business backends, and machines that watch the node. */
  readonly api: Answering;
  /** What the console's page asks. */
  readonly console: Answering | undefined;
  /** What people look at in a browser. */
  readonly pages: Pages | undefined;
}

const consoleApi = '/console/api/';

/** Who answers which path; whatever nobody else wants is the API's, which knows how to say so. */
export function frontDoor({ api, console, pages }: FrontDoorOptions): Answering {
  return async (request, remote) => {
    const path = request.url.slice(request.url.indexOf('/', request.url.indexOf('://') + 3));
    if (path.startsWith('/v1/')) return api(request, remote);
    if (path.startsWith(consoleApi) && console !== undefined) return console(request, remote);
    return (await pages?.(request)) ?? api(request, remote);
  };
}
