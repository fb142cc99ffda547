import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TempDir, tempDir, until } from '@eagre/testkit';
import type { Server } from 'bun';
import { ConnectError } from './connect-error.ts';
import { RawDevice } from './raw-device.ts';

let directory: TempDir;
let cert = '';
let secure: Server<undefined>;
let plain: Server<undefined>;

beforeAll(() => {
  directory = tempDir();
  const [keyFile, certFile] = ['key.pem', 'cert.pem'].map((name) => join(directory.path, name));
  const made = Bun.spawnSync([
    ...['openssl', 'req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec'],
    ...['-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', keyFile as string, '-out', certFile as string],
  ]);
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  cert = readFileSync(certFile as string, 'utf8');
  const key = readFileSync(keyFile as string, 'utf8');
  const echo = {
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request: Request, self: Server<undefined>) =>
      self.upgrade(request) ? undefined : new Response('no'),
    websocket: {
      message: (socket: { send(m: unknown): void }, text: unknown) => socket.send(text),
    },
  };
  secure = Bun.serve({ ...echo, tls: { cert, key } } as never);
  plain = Bun.serve(echo as never);
});

afterAll(async () => {
  await Promise.all([secure.stop(true), plain.stop(true)]);
  directory.remove();
});

function open(server: Server<undefined>, tls: boolean | Bun.TLSOptions | undefined) {
  const texts: string[] = [];
  const device = RawDevice.open({
    host: '127.0.0.1',
    port: server.port as number,
    ...(tls === undefined ? {} : { tls }),
    path: '/',
    onText: (bytes, start, end) => texts.push(Buffer.from(bytes.subarray(start, end)).toString()),
  });
  return { device, texts };
}

const failure = async (device: Promise<RawDevice>): Promise<Error> => {
  const error = await device.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error;
};

test('devices speak over TLS with a server whose certificate they trust', async () => {
  for (const tls of [{ ca: cert }, { rejectUnauthorized: false }]) {
    const { device, texts } = open(secure, tls);
    const raw = await device;
    const sent = ['a', 'x'.repeat(300_000)];
    for (const text of sent) raw.send(text);
    await until(() => texts.length === 2, { what: 'the echoes' });
    expect(texts.map((text, i) => text === sent[i])).toEqual([true, true]);
    raw.terminate();
  }
});

test('a certificate that nobody trusts is refused, and the error says so', async () => {
  const error = await failure(open(secure, true).device);
  expect(error.message).toBe(
    `127.0.0.1:${secure.port}: TLS handshake failed: self signed certificate ` +
      '(DEPTH_ZERO_SELF_SIGNED_CERT)',
  );
});

test('TLS to a plain server and plain to a TLS server end with an error', async () => {
  const toPlain = await failure(open(plain, { ca: cert }).device);
  expect(toPlain.message).toContain('the server does not speak TLS there');
  const toSecure = await failure(open(secure, undefined).device);
  expect(toSecure.message).toContain('closed before the upgrade');
});
