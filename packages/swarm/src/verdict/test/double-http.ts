import type { DoubleQueues, Item } from './double-queues.ts';
import type { DoubleRooms } from './double-rooms.ts';

/** What the tool asks over HTTP, and nothing else. */
export class DoubleHttp {
  readonly #queues: DoubleQueues;
  readonly #rooms: DoubleRooms;
  readonly #metrics: () => string;

  constructor(queues: DoubleQueues, rooms: DoubleRooms, metrics: () => string) {
    this.#queues = queues;
    this.#rooms = rooms;
    this.#metrics = metrics;
  }

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, first = '', what = '', name = '', part = ''] = decodeURIComponent(pathname).split('/');
    if (first === 'metrics') return new Response(this.#metrics());
    if (first === 'readyz') return Response.json({ ready: true, version: 'double' });
    if (first !== 'v1') return new Response('no such thing', { status: 404 });
    const body = request.body === null ? {} : ((await request.json()) as Item);
    if (what === 'tokens') return Response.json({ token: `double.${body['user']}` });
    if (what === 'groups') return this.#groups(request.method, name, body);
    if (what === 'rooms') return this.#roomsAnswer(request.method, name, part, body);
    return new Response('no such thing', { status: 404 });
  }

  #groups(method: string, name: string, body: Item): Response {
    if (method === 'GET') {
      const items = this.#queues.members(name).map((user) => ({ user }));
      return Response.json({ items, more: false });
    }
    const users = (body['members'] ?? body['users'] ?? []) as string[];
    if (name !== '') this.#queues.join(name, users);
    else {
      const mode = body['policy'] === 'write' ? 'write' : 'read';
      this.#queues.create(String(body['group']), users, mode);
    }
    return Response.json({ group: {}, unchanged: [] });
  }

  #roomsAnswer(method: string, name: string, part: string, body: Item): Response {
    if (part === 'messages') {
      const { clientId, kind, body: content } = body;
      return Response.json(this.#rooms.store(name, { clientId, kind, body: content }));
    }
    if (part === 'roles') return Response.json({});
    const room = name === '' ? String(body['room'] ?? 'room:none') : name;
    if (part === '' && name === '' && method === 'GET') {
      return Response.json({ items: [], more: false });
    }
    return Response.json(this.#rooms.stats(room));
  }
}
