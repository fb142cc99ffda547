import { type RoomAttribute, wireLimits } from '@eagre/protocol';
import { ServiceError } from '../../service-error.ts';
import type { DocumentCodec, Versioned } from './guarded-document.ts';

/** A room's state by key. Maps, since a key may be called `constructor`. */
export type AttributeValues = ReadonlyMap<string, RoomAttribute>;

/** The document `attributes` of a room; its version is that of the last `attributes` entry. */
export const attributeCodec: DocumentCodec<AttributeValues> = {
  initial: () => new Map(),
  decode: (text) => new Map(Object.entries(JSON.parse(text) as Record<string, RoomAttribute>)),
  encode: attributeText,
};

/** JSON text of `{name: {value, version}}`. */
export function attributeText(values: AttributeValues): string {
  return JSON.stringify(Object.fromEntries(values));
}

/** A change as entries tell it. */
export interface AttributeChange {
  readonly set: Record<string, unknown>;
  readonly removed: string[];
}

export interface AttributeRequest {
  /** null removes. */
  readonly set: Record<string, unknown>;
  /** Versions that keys must have; 0: must not be there. */
  readonly expect?: Record<string, number> | undefined;
}

/**
 * What a request changes of the values as they stand; undefined: nothing. Errors:
 * `version_mismatch`, `limit_exceeded`, `too_large`.
 */
export function planAttributes(
  { value, version }: Versioned<AttributeValues>,
  { set, expect = {} }: AttributeRequest,
): { change: AttributeChange; next: AttributeValues } | undefined {
  for (const [name, expected] of Object.entries(expect)) requireVersion(value, name, expected);
  const given = Object.entries(set);
  const change = {
    set: Object.fromEntries(given.filter(([, one]) => one !== null)),
    removed: given.flatMap(([name, one]) => (one === null && value.has(name) ? [name] : [])),
  };
  if (change.removed.length === 0 && Object.keys(change.set).length === 0) return undefined;
  const next = changedValues(value, change, version + 1);
  requireFits(next, given);
  return { change, next };
}

/** The values after a change, whose version its keys have now. */
export function changedValues(
  before: AttributeValues,
  { set, removed }: AttributeChange,
  version: number,
): AttributeValues {
  const next = new Map(before);
  for (const [name, value] of Object.entries(set)) next.set(name, { value, version });
  for (const name of removed) next.delete(name);
  return next;
}

function requireVersion(values: AttributeValues, name: string, expected: number): void {
  const version = values.get(name)?.version ?? 0;
  if (version === expected) return;
  throw new ServiceError('version_mismatch', `${name} has version ${version}, not ${expected}`, {
    field: `expect.${name}`,
  });
}

function requireFits(next: AttributeValues, given: readonly [string, unknown][]): void {
  const { attributeBytes, attributesBytes, roomAttributes } = wireLimits;
  for (const [name, value] of given) {
    const bytes = bytesOf(value);
    if (bytes <= attributeBytes) continue;
    throw new ServiceError(
      'too_large',
      `set.${name} is ${bytes} bytes as JSON, at most ${attributeBytes} are allowed`,
      { field: `set.${name}` },
    );
  }
  if (next.size > roomAttributes) {
    throw new ServiceError(
      'limit_exceeded',
      `a room may have at most ${roomAttributes} attributes`,
      { field: 'set' },
    );
  }
  const bytes = [...next.values()].reduce((sum, { value }) => sum + bytesOf(value), 0);
  if (bytes <= attributesBytes) return;
  throw new ServiceError(
    'too_large',
    `the attributes of a room may have at most ${attributesBytes} bytes as JSON, not ${bytes}`,
    { field: 'set' },
  );
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
