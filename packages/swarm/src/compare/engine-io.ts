import { RawDevice } from '../device/raw-device.ts';

const openBracket = 0x5b;

/** Called for a text message that is an event: `42["name",…]`. */
export type OnEvent = (bytes: Uint8Array, start: number, end: number) => void;

/** A Socket.IO client on a raw connection: Engine.IO's open packet, then the connect and its answer. */
export async function openSocketIo(port: number, onEvent: OnEvent): Promise<RawDevice> {
  const { promise: joined, resolve } = Promise.withResolvers<void>();
  const device: RawDevice = await RawDevice.open({
    host: '127.0.0.1',
    port,
    path: '/socket.io/?EIO=4&transport=websocket',
    onText: (bytes, start, end) => {
      if (end - start > 2 && bytes[start + 2] === openBracket) {
        onEvent(bytes, start, end);
        return;
      }
      const text = Buffer.from(bytes.subarray(start, end)).toString();
      if (text === '2') device.send('3');
      else if (text.startsWith('40')) resolve();
    },
  });
  device.send('40');
  await joined;
  return device;
}
