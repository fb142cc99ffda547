import { z } from 'zod';
import { metaOf, type SettingName, settings } from './schema.ts';

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  default?: unknown;
}

function jsonSchemaOf(name: SettingName): JsonSchema {
  return z.toJSONSchema(settings[name], { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** What a setting takes, for people: `a whole number from 0 to 65535`. */
export function expectationOf(name: SettingName): string {
  const { expects } = metaOf(name);
  if (expects !== undefined) return expects;
  const schema = jsonSchemaOf(name);
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'integer') {
    return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  }
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'array') return 'a list in JSON';
  return 'a text that is not empty';
}

/** A value from a flag or variable in the setting's own type; unfit text is left for the schema. */
export function fromText(name: SettingName, text: string): unknown {
  const { type } = jsonSchemaOf(name);
  if (type === 'integer') return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
  if (type === 'boolean') {
    if (/^(?:true|1|yes|on)$/i.test(text)) return true;
    if (/^(?:false|0|no|off)$/i.test(text)) return false;
  }
  if (type === 'array') return parsedOr(text);
  return text;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Has parts of its own, and so no short form. */
export function isStructured(name: SettingName): boolean {
  return jsonSchemaOf(name).type === 'array';
}

export function isBoolean(name: SettingName): boolean {
  return jsonSchemaOf(name).type === 'boolean';
}

export function defaultOf(name: SettingName): unknown {
  return jsonSchemaOf(name).default;
}
