const encoder = new TextEncoder();
const longestHeader = 14;

/** Used again for every frame: a frame is given to the kernel, or copied, before the next is made. */
let scratch = new Uint8Array(64 * 1024);

/** One key for the process: masking guards proxies against scripts, and there are neither here. */
const mask = crypto.getRandomValues(new Uint8Array(4));

/** A masked text frame. The result is only good until the next call. */
export function textFrame(text: string, opcode = 1): Uint8Array {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  const room = longestHeader + text.length * 3;
  if (room > scratch.length) scratch = new Uint8Array(room);
  const { written } = encoder.encodeInto(text, scratch.subarray(longestHeader));
  return sealed(opcode, written);
}

/** A masked frame of bytes (pong and close). The result is only good until the next call. */
export function bytesFrame(opcode: number, bytes: Uint8Array): Uint8Array {
  if (longestHeader + bytes.length > scratch.length) {
    scratch = new Uint8Array(longestHeader + bytes.length);
  }
  scratch.set(bytes, longestHeader);
  return sealed(opcode, bytes.length);
}

/** Puts the header in front of the payload that lies at `longestHeader`, and masks it. */
function sealed(opcode: number, length: number): Uint8Array {
  const headerLength = length < 126 ? 6 : length < 65_536 ? 8 : longestHeader;
  const start = longestHeader - headerLength;
  scratch[start] = 0x80 | opcode;
  if (length < 126) {
    scratch[start + 1] = 0x80 | length;
  } else if (length < 65_536) {
    scratch[start + 1] = 0x80 | 126;
    scratch[start + 2] = length >>> 8;
    scratch[start + 3] = length & 0xff;
  } else {
    scratch[start + 1] = 0x80 | 127;
    new DataView(scratch.buffer).setBigUint64(start + 2, BigInt(length));
  }
  scratch.set(mask, longestHeader - 4);
  for (let i = 0; i < length; i += 1) {
    const at = longestHeader + i;
    scratch[at] = (scratch[at] as number) ^ (mask[i & 3] as number);
  }
  return scratch.subarray(start, longestHeader + length);
}
