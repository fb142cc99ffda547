/** One PostgreSQL server of the store, as `postgres` names it. */
export interface PostgresServerSetting {
  /** Its place in the map of buckets; the same for ever. */
  name: string;
  /** As libpq takes it; may name several hosts that fail over to each other. */
  url: string;
}

const server =
  /^(?:(?<name>[a-z][a-z0-9-]{0,31})=)?(?<url>postgres(?:ql)?:\/\/[^\s/@]*(?:@\S*)?\S*)$/i;
const onlyName = 'main';

/** What `postgres` names, in its order, or `undefined` when the text can't be read. */
export function postgresServers(text: string): PostgresServerSetting[] | undefined {
  const words = text.trim().split(/\s+/);
  const found = words.map((word) => server.exec(word)?.groups);
  const servers = found.map((groups) => ({
    name: groups?.['name'] ?? (words.length === 1 ? onlyName : ''),
    url: groups?.['url'] ?? '',
  }));
  const names = new Set(servers.map(({ name }) => name));
  // Which server has which bucket goes by names: places in a list change too easily.
  const isReadable = servers.every(({ name, url }) => name !== '' && hasHost(url));
  return isReadable && names.size === servers.length ? servers : undefined;
}

/** `postgres://user@host:5432/db`, `postgres://host1,host2/db` */
function hasHost(url: string): boolean {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1) !== '';
}

const bus = /^(?:nats|tls):\/\/(?:[^\s,@]+@)?[\w.[\]:-]+(?:\?[^\s,]*)?$/i;

/** The URLs that `nats` names, or `undefined` when the text can't be read. */
export function natsUrls(text: string): string[] | undefined {
  const urls = text.split(',').map((url) => url.trim());
  return urls.every((url) => bus.test(url)) ? urls : undefined;
}
