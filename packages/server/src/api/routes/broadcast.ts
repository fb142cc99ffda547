import { clientId, conversationId, type SendAnswer, type WireError } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { expectedFault } from '../../conversation/wire-fault.ts';
import { ServiceError } from '../../service-error.ts';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { eachBounded } from '../each-bounded.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { errorAnswer, messageContent, placeAnswer } from '../schemas.ts';

const result = z
  .object({
    conversation: z.string(),
    ok: placeAnswer.optional(),
    error: errorAnswer.shape.error.optional(),
  })
  .openapi('BroadcastResult', { description: 'either `ok` or `error`' });

const broadcast = (targets: number) =>
  createRoute({
    method: 'post',
    path: '/v1/broadcast',
    tags: ['messages'],
    security: bearer,
    summary: 'Send one message to many conversations',
    description:
      'Each conversation succeeds or fails for itself. With a `clientId` a retry sends only where the first try failed.',
    request: {
      body: body(
        z.strictObject({
          conversations: z.array(conversationId).min(1).max(targets),
          ...messageContent,
          clientId: clientId.optional(),
        }),
      ),
    },
    responses: {
      200: json(
        z.object({ sent: z.int(), failed: z.int(), results: z.array(result) }),
        'What became of it in each conversation, in the order of the request',
      ),
      ...failures,
    },
  });

interface Outcome {
  conversation: string;
  ok?: SendAnswer;
  error?: WireError;
}

export function addBroadcastRoutes(api: Api, { services: { messages }, limits }: ApiDeps): void {
  api.openapi(broadcast(limits.broadcastTargets), async (context) => {
    const { conversations, from, ...message } = context.req.valid('json');
    const twice = conversations.find((one, index) => conversations.indexOf(one) !== index);
    if (twice !== undefined) {
      const field = `conversations.${conversations.lastIndexOf(twice)}`;
      throw new ServiceError('invalid_argument', `${field}: ${twice} is there twice`, { field });
    }
    const actor = actorOf(context.var.app, from);
    const results = await eachBounded(
      conversations,
      limits.broadcastConcurrency,
      async (conversation): Promise<Outcome> => {
        try {
          return {
            conversation,
            ok: await messages.send(actor, given({ ...message, conversation })),
          };
        } catch (error) {
          const fault = expectedFault(error);
          if (fault === undefined) throw error;
          return { conversation, error: fault };
        }
      },
    );
    const failed = results.filter((one) => one.error !== undefined).length;
    return context.json({ sent: results.length - failed, failed, results }, 200);
  });
}
