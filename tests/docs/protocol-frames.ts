import { type ErrorCode, errorTable, requestSchemas } from '@eagre/protocol';

/** A JSON block of the document, by what it is on the wire. */
export type Frame =
  | { kind: 'request'; cmd: string; value: object }
  | { kind: 'ok'; id: number; value: object }
  | { kind: 'error'; value: object }
  | { kind: 'push'; push: string; value: object };

export function frameOf(text: string): Frame {
  const value = JSON.parse(text) as Record<string, unknown>;
  if (typeof value['cmd'] === 'string') return { kind: 'request', cmd: value['cmd'], value };
  if (typeof value['push'] === 'string') return { kind: 'push', push: value['push'], value };
  if (value['error'] !== undefined) return { kind: 'error', value: value['error'] as object };
  if (typeof value['id'] === 'number' && value['ok'] !== undefined) {
    return { kind: 'ok', id: value['id'], value: value['ok'] as object };
  }
  throw new Error(`neither request, answer nor push: ${text}`);
}

/** What is wrong with a request or an error, against the tables of the protocol. */
export function problemsOf(frame: Frame): string[] {
  if (frame.kind === 'request') return requestProblems(frame.cmd, frame.value);
  if (frame.kind === 'error') return errorProblems(frame.value as Record<string, unknown>);
  return [];
}

function requestProblems(cmd: string, value: object): string[] {
  if (!Object.hasOwn(requestSchemas, cmd)) return [`unknown command ${cmd}`];
  const parsed = requestSchemas[cmd as keyof typeof requestSchemas].safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

function errorProblems(error: Record<string, unknown>): string[] {
  const code = String(error['code']);
  if (!Object.hasOwn(errorTable, code)) return [`unknown error code ${code}`];
  const { temporary } = errorTable[code as ErrorCode];
  return error['temporary'] === temporary ? [] : [`${code} has temporary: ${temporary}`];
}
