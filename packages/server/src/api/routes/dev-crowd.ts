import { roomId as roomIdSchema, roomOf } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { CrowdDesk } from '../crowd-desk.ts';
import type { Api } from '../deps.ts';
import { body, failures, json } from '../responses.ts';

const path = '/v1/dev/crowd';
const tags = ['development'];

const state = z
  .object({
    running: z.boolean(),
    room: z.string().optional(),
    devices: z.int().optional(),
    endsAt: z.int().optional().openapi({ description: 'milliseconds since 1970' }),
    error: z.string().optional().openapi({ description: 'why the last one ended early' }),
  })
  .openapi('Crowd');

const order = z.strictObject({
  room: z
    .string()
    .refine((name) => roomIdSchema.safeParse(roomOf(name)).success, {
      error: 'must be the name of a room: 1 to 64 characters of A-Z a-z 0-9 _ . @ -',
    })
    .openapi({ example: 'show1' }),
  devices: z.int().min(1).max(limits.crowdDevices).openapi({ example: 500 }),
  minutes: z.int().min(1).max(limits.crowdMinutes).default(5),
});

const answers = { 200: json(state, 'The crowd'), ...failures };

/** Behind the guard of the development routes. */
export function addCrowdRoutes(api: Api, desk: CrowdDesk | undefined): void {
  const bring = createRoute({
    ...{ method: 'post', path, tags, responses: answers },
    summary: 'Bring a simulated crowd into a room (development mode only)',
    description: 'One at a time: the one before leaves. It enters by the dozen, chats and likes.',
    request: { body: body(order) },
  });
  api.openapi(bring, async (context) => {
    // Maybe that of a front with all nodes of a cluster behind it.
    const { origin: calledAt } = new URL(context.req.url);
    const wish = { ...context.req.valid('json'), calledAt };
    return context.json(await there(desk).bring(wish), 200);
  });
  const look = createRoute({
    ...{ method: 'get', path, tags, responses: answers },
    summary: 'Get the simulated crowd (development mode only)',
  });
  api.openapi(look, async (context) => context.json(await there(desk).state(), 200));
  const leave = createRoute({
    ...{ method: 'delete', path, tags, responses: answers },
    summary: 'Send the simulated crowd away (development mode only)',
  });
  api.openapi(leave, async (context) => context.json(await there(desk).sendAway(), 200));
}

function there(desk: CrowdDesk | undefined): CrowdDesk {
  if (desk !== undefined) return desk;
  throw new ServiceError(
    'unknown_command',
    'a crowd needs the repository beside the server: run `npm start` there, or `npm run swarm -- crowd`',
  );
}
