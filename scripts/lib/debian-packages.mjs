import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
  {
    name: 'postgresql',
    proof: '/usr/lib/postgresql/*/bin/initdb',
    without: 'a cluster over PostgreSQL',
  },
  {
    name: 'haproxy',
    proof: '/usr/sbin/haproxy',
    without: 'HAProxy in front of a cluster',
  },
  {
    name: 'nats-server',
    proof: '/usr/sbin/nats-server',
    without: 'a cluster over NATS',
  },
  {
    name: 'chromium',
    proof: '/usr/bin/chromium',
    without: 'pages in a browser',
  },
  {
    name: 'fonts-noto-cjk',
    proof: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
    without: 'how Chinese looks in a browser',
  },
  {
    name: 'fonts-noto-color-emoji',
    proof: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
    without: 'how emoji look in a browser',
  },
];

/** A file with this line is of an installation of ours that may have been killed. */
const ours = '# For the time of an installation by eagre.';

/** Those that `npm run cluster` stands on. */
export const clusterPackages = neededPackages.filter(({ name }) =>
  ['postgresql', 'nats-server', 'haproxy'].includes(name),
);

/**
 * PostgreSQL's package makes a server of the machine's own, on port 5432 and at every start; we want
 * the programs only. The package's scripts read this file while they run.
 */
const noServer = {
  path: '/etc/postgresql-common/createcluster.d/eagre.conf',
  text: `${ours}\ncreate_main_cluster = false\n`,
};

/**
 * Debian starts what it installs; we want the programs only. Its scripts ask this one before they
 * start anything: 101 says no. It says so only while we run, should it ever be left behind.
 */
const noStart = {
  path: '/usr/sbin/policy-rc.d',
  text: `#!/bin/sh\n${ours}\nkill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`,
};

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
  install: (names) =>
    withFile(noServer, () => withFile(noStart, () => aptGet(['install', ...apt, ...names]))) &&
    disableAtBoot(names),
  update: () => aptGet(['update', '-qq']),
  say: (line) => console.error(line),
};

function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: 'ignore', timeout: patienceMs };
  const { status } = spawnSync('apt-get', args, options);
  return status === 0;
}

/** The services of these packages, where they have one of their name, stay off at the next start. */
function disableAtBoot(names) {
  for (const name of names) {
    spawnSync('systemctl', ['--quiet', 'disable', name], { stdio: 'ignore', timeout: 10_000 });
  }
  return true;
}

/** The file, a script if need be, is there while `work` is done; one of somebody else stays. */
export function withFile({ path, text }, work) {
  if (existsSync(path) && !readFileSync(path, 'utf8').includes(ours)) return work();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(path);
  }
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
