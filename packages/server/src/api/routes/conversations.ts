import { conversationId, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { entryAnswer, personalAnswer } from '../entry-schemas.ts';
import { given } from '../given.ts';
import { bearer, failures, json } from '../responses.ts';
import { groupAnswer, pageLimit } from '../schemas.ts';

const common = { tags: ['conversations'], security: bearer };

const conversationAnswer = groupAnswer
  .omit({ group: true })
  .extend({ conversation: z.string() })
  .openapi('Conversation');

const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/conversations',
  summary: 'List the conversations of the app in order of their ids',
  request: {
    query: z.strictObject({
      after: conversationId
        .optional()
        .openapi({ description: 'the last conversation of the page before' }),
      limit: pageLimit,
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(conversationAnswer), more: z.boolean() }),
      'A page of them',
    ),
    ...failures,
  },
});

const historyLimit = z.int().min(1).max(wireLimits.historyEntries);

const history = createRoute({
  ...common,
  method: 'get',
  path: '/v1/conversations/{conversation}/history',
  summary: 'Read a conversation backwards',
  request: {
    params: z.object({ conversation: conversationId }),
    query: z.strictObject({
      before: z.coerce.number().pipe(z.int().min(1)).optional().openapi({
        type: 'integer',
        minimum: 1,
        description: 'syncId, exclusive; default the end',
      }),
      limit: z.coerce
        .number()
        .pipe(historyLimit)
        .optional()
        .openapi({ type: 'integer', minimum: 1, maximum: wireLimits.historyEntries }),
      as: userId
        .optional()
        .openapi({ description: 'as this user sees it, with personal messages; else all of it' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        conversation: z.string(),
        epoch: z.int(),
        first: z.int(),
        items: z.array(entryAnswer),
        personal: z.array(personalAnswer),
        more: z.boolean(),
      }),
      'Entries in ascending order; `items[i]` has syncId `first + i`',
    ),
    ...failures,
  },
});

const reads = createRoute({
  ...common,
  method: 'get',
  path: '/v1/conversations/{conversation}/reads',
  summary: 'Tell how far the members of a conversation have read',
  description:
    'Those that have read furthest come first; who has read nothing is left out. Large groups tell ' +
    'it with their members only.',
  request: {
    params: z.object({ conversation: conversationId }),
    query: z.strictObject({ limit: pageLimit }),
  },
  responses: {
    200: json(
      z.object({
        items: z.array(z.object({ user: z.string(), syncId: z.int() })),
        more: z.boolean(),
      }),
      'Each has read up to its `syncId`',
    ),
    ...failures,
  },
});

export function addConversationRoutes(api: Api, { services }: ApiDeps): void {
  api.openapi(list, async (context) => {
    const { after = '', limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    return context.json(await services.conversations.list(context.var.app, { after, limit }), 200);
  });
  api.openapi(history, async (context) => {
    const { conversation } = context.req.valid('param');
    const { as, limit = wireLimits.historyEntriesDefault, before } = context.req.valid('query');
    const actor = actorOf(context.var.app, as);
    const request = given({ conversation, before, limit });
    return context.json(await services.messages.history(actor, request), 200);
  });
  api.openapi(reads, async (context) => {
    const { conversation } = context.req.valid('param');
    const { limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    const { app } = context.var;
    return context.json(await services.conversations.reads(app, conversation, limit), 200);
  });
}
