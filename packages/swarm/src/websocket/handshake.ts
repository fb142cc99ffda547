/** RFC 6455, section 1.3. */
const acceptSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

// One key for the process: then its answer is known, and checking it costs a comparison.
const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
const expectedAccept = new Bun.CryptoHasher('sha1').update(key + acceptSalt).digest('base64');

const headEnd = Buffer.from('\r\n\r\n');
/** Bytes; a longer head is not the answer to an upgrade. */
const longestHead = 16 * 1024;

export function upgradeRequest(host: string, path: string, subprotocol?: string): Uint8Array {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** A node of a cluster tells its name. */
const nodeHeader = 'eagre-node';

export interface UpgradeAnswer {
  /** Where the head ends. */
  end: number;
  /** Empty when the server does not say. */
  node: string;
}

/** Undefined when more must come. Throws when the upgrade was refused. */
export function upgradeAnswer(bytes: Uint8Array): UpgradeAnswer | undefined {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(headEnd);
  if (at < 0) {
    if (bytes.length > longestHead) throw new Error('the answer to the upgrade has no end');
    return undefined;
  }
  const lines = linesOf(Buffer.from(bytes.subarray(0, at)).toString('latin1'));
  return { end: at + headEnd.length, node: headerOf(lines, nodeHeader) ?? '' };
}

/** The headers of an upgrade that went well. */
function linesOf(head: string): string[] {
  const [status = '', ...lines] = head.split('\r\n');
  if (!/^HTTP\/1\.1 101\b/.test(status)) throw new Error(`the upgrade was refused: ${status}`);
  if (headerOf(lines, 'sec-websocket-accept') !== expectedAccept) {
    throw new Error('the upgrade was answered with a wrong Sec-WebSocket-Accept');
  }
  return lines;
}

function headerOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
