import { subprotocol } from '@eagre/protocol';
import { until } from '@eagre/testkit';

type Frame = Record<string, unknown>;

/** A device on a real WebSocket that notes everything it is told. */
export class TestDevice {
  readonly frames: Frame[] = [];
  /** Code with which the connection was closed. */
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  #lastId = 0;

  /** `args`: of the `connect` command, besides token and device. */
  static async open(
    url: string,
    token: string,
    device: string,
    args: object = {},
  ): Promise<TestDevice> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/connect`, subprotocol);
    const opened = new TestDevice(socket);
    await until(() => socket.readyState === WebSocket.OPEN, { what: 'the socket to open' });
    await opened.request('connect', { token, device, ...args });
    return opened;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.frames.push(JSON.parse(String(data)) as Frame);
    socket.onclose = ({ code }) => {
      this.closeCode = code;
    };
  }

  /** The answer, whether ok or an error. */
  async request(cmd: string, args: object = {}): Promise<Frame> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#socket.send(JSON.stringify({ id, cmd, ...args }));
    return until(() => this.frames.find((frame) => frame['id'] === id), { what: `answer ${cmd}` });
  }

  close(): void {
    this.#socket.close();
  }
}
