import { wireError } from '@eagre/protocol';
import type { Context, Hono } from 'hono';
import { answer } from './error-mapper.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Whatever its handlers find in their context. */
type Routes = Pick<Hono, 'router'>;

/** 405 with the methods that would do, where the path is right; else 404. */
export function notFound(api: Routes): (context: Context) => Response {
  return (context) => {
    const { method, path } = context.req;
    const allowed = methods.filter((other) => hasRoute(api, other, path));
    if (allowed.length === 0) {
      return answer(wireError('unknown_command', `no route ${path}; see /v1/docs`));
    }
    const message = `${method} is not possible on ${path}; use ${allowed.join(', ')}`;
    return answer(wireError('unknown_command', message), 405, { allow: allowed.join(', ') });
  };
}

/** Middleware is listed under the method ALL and is no route. */
function hasRoute(api: Routes, method: string, path: string): boolean {
  const [found] = api.router.match(method, path);
  return found.some(([[, route]]) => route.method === method);
}
