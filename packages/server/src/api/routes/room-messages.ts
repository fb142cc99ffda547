import { clientId, roomClasses, roomSend } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { ServiceError } from '../../service-error.ts';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { described } from '../described.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { rank, roomParams, timeAnswer } from '../room-schemas.ts';
import { messageContent } from '../schemas.ts';

const common = { tags: ['rooms'], security: bearer };
const { activateAt, spreadMs } = roomSend.shape;

const send = createRoute({
  ...common,
  method: 'post',
  path: '/v1/rooms/{room}/messages',
  summary: 'Send a message into a room as a user or as the system',
  description:
    "`reliable`: the answer comes after the message is on disk, and every device that stays or comes back has it, once and in order. A retry with the same `clientId` stores nothing and gets the first answer again. `best-effort`: the answer comes when the room took it in; devices are shown it with the next frame, unless more is said than can be read. Either counts as one of the app's sends. With `from` it is said with the rights of that user, who need not be in the room: reliable messages are then for host and staff.",
  request: {
    params: roomParams,
    body: body(
      z.strictObject({
        ...messageContent,
        class: z.enum(roomClasses).default('best-effort'),
        rank: rank.optional().openapi({
          description:
            'best-effort only: what is left out last when more is said than can be read; without it, that of the sender (the system: `staff`)',
          example: 'gift',
        }),
        clientId: clientId.optional(),
        activateAt: described(activateAt, {
          description:
            'reliable only: every device opens it at this instant of the clock of the server, milliseconds since 1970',
        }),
        spreadMs: described(spreadMs, {
          description:
            'reliable only: each device acts on it at a moment of its own within so long, and shows a token that says so (see /v1/rooms/verify)',
          example: 20_000,
        }),
      }),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          at: timeAnswer,
          epoch: z.int().optional(),
          syncId: z
            .int()
            .optional()
            .openapi({ description: 'reliable only: the place in the log of the room' }),
          duplicate: z.literal(true).optional(),
        })
        .openapi('RoomPlace'),
      'Sent',
    ),
    ...failures,
  },
});

const verify = (tokenChars: number) =>
  createRoute({
    ...common,
    method: 'post',
    path: '/v1/rooms/verify',
    summary: 'Check the token of a request that follows a spread command',
    description:
      'A device that acts on a message with `spreadMs` shows such a token (in the SDK: `token` of the `activate` event). The answer says whose it is, which message it is for, and when the moment of the device was. A token that was not made for one of the rooms of the app is refused with `invalid_argument`. It may be shown more than once: what was given for it already is for the backend to know.',
    request: {
      body: body(
        z.strictObject({
          token: z
            .string()
            .min(1)
            .max(tokenChars)
            .openapi({ example: 'room:show1 1 42 ann phone-1 s5Wc0PvVbq1rT0Yd' }),
        }),
      ),
    },
    responses: {
      200: json(
        z
          .object({
            room: z.string().openapi({ example: 'room:show1' }),
            user: z.string(),
            device: z.string(),
            epoch: z.int(),
            syncId: z.int(),
            dueAt: timeAnswer,
            early: z.boolean().openapi({ description: 'its moment is still to come' }),
          })
          .openapi('SpreadToken'),
        'The token is good',
      ),
      ...failures,
    },
  });

export function addRoomMessageRoutes(api: Api, { services: { rooms }, limits }: ApiDeps): void {
  api.openapi(send, async (context) => {
    const { room } = context.req.valid('param');
    const { from, ...message } = context.req.valid('json');
    if (message.rank !== undefined && message.class === 'reliable') {
      throw new ServiceError('invalid_argument', 'rank is for best-effort messages only', {
        field: 'rank',
      });
    }
    const actor = actorOf(context.var.app, from);
    return context.json(await rooms.send(actor, given({ ...message, room })), 200);
  });
  api.openapi(verify(limits.spreadTokenChars), async (context) => {
    const { token } = context.req.valid('json');
    return context.json(await rooms.verifySpread(context.var.app, token), 200);
  });
}
