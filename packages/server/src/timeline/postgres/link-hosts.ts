import { hideSecrets } from '../../url-secrets.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';

/** One of the servers that a URL names. */
export interface Host {
  /** A URL with this host only. Holds the password. */
  readonly url: string;
  /** For people: host and port. */
  readonly label: string;
}

const shape = /^(postgres(?:ql)?:\/\/)([^/?#]*)(.*)$/i;

/** The hosts of `postgres://user:password@host1:5432,host2:5433/database?…`, in their order. */
export function hostsOf(url: string): Host[] {
  const [, scheme = '', authority = '', rest = ''] = shape.exec(url.trim()) ?? [];
  const at = authority.lastIndexOf('@') + 1;
  const names = authority.slice(at).split(',');
  const hosts = names.map((name) => ({
    url: `${scheme}${authority.slice(0, at)}${name}${rest}`,
    label: name,
  }));
  if (scheme === '' || names.includes('') || !hosts.every((host) => URL.canParse(host.url))) {
    throw new StoreOpenError(
      'failed',
      `"${hideSecrets(url)}" is no address of a PostgreSQL server; ` +
        'write postgres://user:password@host:5432/database, several hosts of one server with commas',
    );
  }
  return hosts;
}
