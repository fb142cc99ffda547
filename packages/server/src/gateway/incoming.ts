import { type CloseName, wireLimits } from '@eagre/protocol';
import type { WireRequest } from './wire-request.ts';

export type Incoming =
  | { outcome: 'request'; request: WireRequest }
  /** A usable id, so that an error can be answered, but no usable `cmd`. */
  | { outcome: 'no_command'; id: number }
  | { outcome: 'close'; close: CloseName };

/**
 * Reads one frame from a device as far as every command is alike: size, JSON, nesting, `id`, `cmd`.
 * Text that is no UTF-8 never comes here: the runtime closes such a socket itself (RFC 6455, 8.1).
 */
export function readFrame(frame: string | Uint8Array, limitBytes: number): Incoming {
  if (typeof frame !== 'string') {
    return closing(frame.byteLength > limitBytes ? 'frame_too_large' : 'malformed_frame');
  }
  if (exceeds(frame, limitBytes)) return closing('frame_too_large');
  if (isDeep(frame, wireLimits.jsonDepth)) return closing('malformed_frame');
  const value = parseObject(frame);
  const id = value?.['id'];
  if (value === undefined || !Number.isSafeInteger(id) || (id as number) < 0) {
    return closing('malformed_frame');
  }
  if (typeof value['cmd'] !== 'string') return { outcome: 'no_command', id: id as number };
  return { outcome: 'request', request: value as unknown as WireRequest };
}

function closing(close: CloseName): Incoming {
  return { outcome: 'close', close };
}

/** A character takes one to three bytes of UTF-8, so most frames need no counting. */
function exceeds(text: string, limitBytes: number): boolean {
  if (text.length > limitBytes) return true;
  return text.length * 3 > limitBytes && Buffer.byteLength(text) > limitBytes;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether brackets nest deeper than `levels`. Looked at before parsing, so that neither the parser
 * nor a schema is led down by a hostile frame; about 1 ns a character.
 */
export function isDeep(text: string, levels: number): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      i = endOfString(text, i + 1);
    } else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > levels) return true;
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
    }
  }
  return false;
}

function endOfString(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    i += code === backslash ? 2 : 1;
  }
  return i;
}
