/** What a way tells of a message besides its stations. */
export interface MessageHead {
  readonly from: string;
  readonly kind: string;
  /** Empty when the sender gave it none. */
  readonly id: string;
}

const messagePattern = /^\{"type":"message","at":\d+,"from":"([^"]*)","kind":"([^"]*)"/;
// Only plain fields come after it, so that nothing in a body can pass for it.
const idPattern = /"clientId":"([^"]*)"(?:,"\w+":(?:"[^"]*"|\d+|true))*\}$/;
/** A client id, and the fields that rooms put behind it. */
const tailChars = 240;

/** The head of a message as logs keep it, without decoding its body; undefined of other entries. */
export function messageHead(entry: string): MessageHead | undefined {
  const found = messagePattern.exec(entry);
  if (found === null) return undefined;
  const [, from = '', kind = ''] = found;
  return { from, kind, id: idPattern.exec(entry.slice(-tailChars))?.[1] ?? '' };
}

const chatPattern = /^\{"from":"([^"]*)","id":"([^"]*)","kind":"([^"]*)"/;

/** The same of a `RoomChat`. */
export function chatHead(text: string): MessageHead | undefined {
  const found = chatPattern.exec(text);
  if (found === null) return undefined;
  const [, from = '', id = '', kind = ''] = found;
  return { from, kind, id };
}
