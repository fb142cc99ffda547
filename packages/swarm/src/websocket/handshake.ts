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

/** Where the head ends, or undefined when more must come. Throws when the upgrade was refused. */
export function endOfUpgrade(bytes: Uint8Array): number | undefined {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(headEnd);
  if (at < 0) {
    if (bytes.length > longestHead) throw new Error('the answer to the upgrade has no end');
    return undefined;
  }
  checkHead(Buffer.from(bytes.subarray(0, at)).toString('latin1'));
  return at + headEnd.length;
}

function checkHead(head: string): void {
  const [status = '', ...lines] = head.split('\r\n');
  if (!/^HTTP\/1\.1 101\b/.test(status)) throw new Error(`the upgrade was refused: ${status}`);
  const accept = lines.find((line) => /^sec-websocket-accept:/i.test(line));
  if (accept?.slice(accept.indexOf(':') + 1).trim() !== expectedAccept) {
    throw new Error('the upgrade was answered with a wrong Sec-WebSocket-Accept');
  }
}
