import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/**
 * What some tests need of the system: the package, a pattern of a file that it brings (`*` is any one
 * directory), and what is left out without it.
 */
export const neededPackages = [
  {
    name: 'libfaketime',
    proof: '/usr/lib/*/faketime/libfaketimeMT.so.1',
    without: "faults of the server's clock",
  },
  {
    name: 'nginx',
    proof: '/usr/sbin/nginx',
    without: 'the comparison with nchan',
  },
  {
    name: 'libnginx-mod-nchan',
    proof: '/usr/lib/nginx/modules/ngx_nchan_module.so',
    without: 'the comparison with nchan',
  },
];

/** Without a network apt may try for minutes. */
const patienceMs = 180_000;
const apt = ['-o', 'DPkg::Lock::Timeout=120', '-qq', '-y', '--no-install-recommends'];

/**
 * Installs what is missing, where that can be done without asking: on Debian and its like, as root.
 * Elsewhere it says what is missing; the tests that need it are skipped then.
 */
export function ensureDebianPackages(packages = neededPackages, system = thisSystem) {
  const missing = packages.filter(({ proof }) => !system.has(proof));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (system.isRoot() && system.hasApt()) {
    system.say(`eagre: installing ${names.join(', ')} (once)`);
    // The lists of a fresh machine are empty or old; updating them takes a while, so it comes second.
    const done = system.install(names) || (system.update() && system.install(names));
    if (done) return;
  }
  for (const { name, without } of missing) {
    system.say(`eagre: no tests of ${without}: ${name} is missing (apt-get install ${name})`);
  }
}

const thisSystem = {
  has: isThere,
  isRoot: () => process.getuid?.() === 0,
  hasApt: () => existsSync('/usr/bin/apt-get'),
  install: (names) => aptGet(['install', ...apt, ...names]),
  update: () => aptGet(['update', '-qq']),
  say: (line) => console.error(line),
};

function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: 'ignore', timeout: patienceMs };
  const { status } = spawnSync('apt-get', args, options);
  return status === 0;
}

/** Whether there is a file of this pattern. */
export function isThere(pattern) {
  const at = pattern.indexOf('*');
  if (at < 0) return existsSync(pattern);
  const directory = pattern.slice(0, at);
  if (!existsSync(directory)) return false;
  const rest = pattern.slice(at + 1);
  return readdirSync(directory).some((name) => isThere(directory + name + rest));
}
