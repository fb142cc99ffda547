import type { DeviceId } from '@eagre/protocol';
import { z } from 'zod';
import type { BusMessage } from '../bus.ts';
import type { Unreadable } from './codec.ts';

type Plain = Exclude<BusMessage, { type: 'entries' | 'head' | 'room' }>;

const node = z.string();
const text = z.string();
const count = z.int().min(0);

/** The messages that travel as JSON as they are. What a newer node says besides is left out. */
const shapes = {
  ephemeral: z.object({
    type: z.literal('ephemeral'),
    frame: text,
    exceptDevice: text.exactOptional(),
  }),
  kick: z.object({
    type: z.literal('kick'),
    device: text.exactOptional(),
    reason: text,
    node: node.exactOptional(),
  }),
  device: z.object({
    type: z.literal('device'),
    node,
    device: text.transform((id) => id as DeviceId),
    gen: z.number(),
  }),
  crowd: z.object({
    type: z.literal('crowd'),
    node,
    devices: count,
    users: count,
    visitors: text.exactOptional(),
    ask: z.literal(true).exactOptional(),
  }),
  changed: z.object({ type: z.literal('changed'), node, document: text, version: count }),
  node: z.object({
    type: z.literal('node'),
    node,
    figures: text,
    leaving: z.literal(true).exactOptional(),
  }),
  conversations: z.object({
    type: z.literal('conversations'),
    node,
    changed: z.array(z.tuple([text, count])),
  }),
  ask: z.object({ type: z.literal('ask'), node, id: count, question: text }),
  answer: z.object({ type: z.literal('answer'), node, id: count, answer: text }),
} satisfies { [type in Plain['type']]: z.ZodType<Extract<Plain, { type: type }>> };

export function readPlain(json: string): Plain | Unreadable {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || !('type' in value)) return 'malformed';
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return 'type';
  const read = shapes[type as Plain['type']].safeParse(value);
  return read.success ? read.data : 'malformed';
}
