import { clientId, conversationId, userId } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { messageContent, placeAnswer } from '../schemas.ts';

const send = createRoute({
  method: 'post',
  path: '/v1/messages',
  tags: ['messages'],
  security: bearer,
  summary: 'Send a message as a user or as the system',
  description:
    'The answer comes after the message is on disk. A retry with the same `clientId` stores nothing and gets the first answer again.',
  request: {
    body: body(
      z.strictObject({
        conversation: z.string().openapi({ example: 'group:lobby' }).pipe(conversationId),
        ...messageContent,
        clientId: clientId.optional(),
        personalTo: userId
          .optional()
          .openapi({ description: 'only this member of the conversation sees the message' }),
      }),
    ),
  },
  responses: { 200: json(placeAnswer, 'Where the message stands'), ...failures },
});

export function addMessageRoutes(api: Api, { services: { messages } }: ApiDeps): void {
  api.openapi(send, async (context) => {
    const { from, ...message } = context.req.valid('json');
    const actor = actorOf(context.var.app, from);
    return context.json(await messages.send(actor, given(message)), 200);
  });
}
