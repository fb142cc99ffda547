import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';
import { pathInApp } from '../path-in-app.ts';

/** The HTTP API with the rights of an app's backend: what the console changes, it changes so. */
export function addAppApiRoutes(api: ConsoleApi, { api: httpApi }: ConsoleDeps): void {
  api.all('/apps/:app/v1/*', (context) =>
    httpApi(inApp(context.req.raw), { operator: { app: context.var.app } }),
  );
}

/** The same request to `/v1/…`. Of its headers only what the API asks for: the rest is the console's. */
function inApp(request: Request): Request {
  const url = new URL(request.url);
  url.pathname = pathInApp(url.pathname);
  const type = request.headers.get('content-type');
  return new Request(url, {
    method: request.method,
    headers: type === null ? {} : { 'content-type': type },
    body: request.body,
  });
}
