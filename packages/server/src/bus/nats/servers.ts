/** Where a NATS server is and how one may come in. */
export interface NatsAddress {
  readonly host: string;
  readonly port: number;
  /** Asked for by `tls://`; a server that insists gets it anyway. */
  readonly tls: boolean;
  /** PEM files, for `tls://` (`?ca=…&cert=…&key=…`). */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

const defaultPort = 4222;
const shape = 'nats://[USER:PASSWORD@ or TOKEN@]HOST[:PORT], or tls:// with ?ca=, ?cert= and ?key=';

/**
 * Reads URLs of NATS servers. Throws an error that says what is wrong with which of them, without
 * what may be a secret.
 */
export function natsAddresses(urls: readonly string[]): NatsAddress[] {
  if (urls.length === 0) throw new RangeError(`no NATS server is named; a URL is ${shape}`);
  return urls.map((text, index) => {
    const nth = `NATS server ${index + 1} of ${urls.length}`;
    const url = URL.parse(text.trim());
    if (url === null || url.hostname === '') throw new RangeError(`${nth} has no URL: ${shape}`);
    if (url.protocol !== 'nats:' && url.protocol !== 'tls:') {
      throw new RangeError(`${nth} has a URL that begins with ${url.protocol}//: ${shape}`);
    }
    return addressOf(url, nth);
  });
}

/** Says which server, and nothing that is secret. */
export function nameOfAddress({ host, port }: NatsAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function addressOf(url: URL, nth: string): NatsAddress {
  const tls = url.protocol === 'tls:';
  const files = Object.fromEntries(url.searchParams);
  const odd = Object.keys(files).find((name) => !tls || !['ca', 'cert', 'key'].includes(name));
  if (odd !== undefined) throw new RangeError(`${nth} has an option "${odd}" in its URL: ${shape}`);
  const name = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
    tls,
    ...files,
    ...(name !== '' && (password === '' ? { token: name } : { user: name, password })),
  };
}
