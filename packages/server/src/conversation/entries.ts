import type {
  ClientId,
  FanoutMode,
  LeftEntry,
  MessageEntry,
  Priority,
  UserId,
} from '@eagre/protocol';

/**
 * The JSON texts that are stored. Those of user queues are written here without their stamp, which
 * the store puts in front. In every entry of a conversation's log `at` follows `type` at once, so
 * that the list of conversations is sorted without decoding entries.
 */
export interface NewMessage {
  from: UserId;
  at: number;
  kind: string;
  /** JSON text. */
  body: string;
  clientId?: ClientId;
}

export function messageText(message: NewMessage): string {
  const client = message.clientId === undefined ? '' : `,"clientId":"${message.clientId}"`;
  return `{"type":"message","at":${message.at},"from":"${message.from}","kind":"${message.kind}","body":${message.body}${client}}`;
}

/** What is left of a message that was taken back. */
export function redactedText(message: MessageEntry): string {
  const { type, at, from, kind, clientId } = message;
  return JSON.stringify({
    type,
    at,
    from,
    kind,
    body: {},
    ...(clientId === undefined ? {} : { clientId }),
    recalled: true,
  });
}

export function membersText(entry: {
  at: number;
  by: UserId;
  joined?: readonly UserId[];
  left?: readonly UserId[];
}): string {
  return JSON.stringify({ type: 'members', ...entry });
}

export function recallText(entry: { at: number; by: UserId; target: number }): string {
  return JSON.stringify({ type: 'recall', ...entry });
}

export function infoText(entry: {
  at: number;
  by: UserId;
  name?: string;
  priority?: Priority;
}): string {
  return JSON.stringify({ type: 'info', ...entry });
}

export function copyText(entry: string): string {
  return `{"type":"copy","entry":${entry}}`;
}

export function personalText(entry: string): string {
  return `{"type":"personal","entry":${entry}}`;
}

export function joinedText(entry: {
  at: number;
  by: UserId;
  mode: FanoutMode;
  priority: Priority;
  name?: string;
}): string {
  return JSON.stringify({ type: 'joined', ...entry });
}

export function leftText(entry: { at: number; by: UserId; reason: LeftEntry['reason'] }): string {
  return JSON.stringify({ type: 'left', ...entry });
}

export function modeText(entry: { at: number; mode: FanoutMode; priority: Priority }): string {
  return JSON.stringify({ type: 'mode', ...entry });
}

export function settingsText(entry: { at: number; muted: boolean }): string {
  return JSON.stringify({ type: 'settings', ...entry });
}

const recallPattern =
  /^\{(?:"conversation":"[^"]*","epoch":\d+,"syncId":\d+,"type":"copy","entry":\{)?"type":"recall"/;

/** Whether an entry of any queue takes back one before it. */
export function isRecallEntry(entry: string): boolean {
  return recallPattern.test(entry);
}

const atPattern = /^\{"type":"\w+","at":(\d+)/;

/** When an entry of a conversation's log was made, without decoding it; 0 when it does not say. */
export function atOf(entry: string): number {
  return Number(atPattern.exec(entry)?.[1] ?? 0);
}

const storedAtPattern =
  /^\{(?:"conversation":"[^"]*","epoch":\d+,"syncId":\d+,)?"type":"\w+",(?:"entry":\{"type":"\w+",)?"at":(\d+)/;

/** The same for an entry of any queue, stamped or not; undefined when it does not say. */
export function storedAtOf(entry: string): number | undefined {
  const at = storedAtPattern.exec(entry)?.[1];
  return at === undefined ? undefined : Number(at);
}
