import { runChild } from './child.mjs';
import { clusterPackages, ensureDebianPackages } from './debian-packages.mjs';
import { bunBinary } from './paths.mjs';
import { runStages } from './stages.mjs';
import { lintStage, testStage, typeStage } from './test-stages.mjs';
import { biomeCommand } from './tools.mjs';

const serverMain = 'packages/server/src/main.ts';
/** The store's thread is a program of its own, and so a second entry of the executable. */
const storeWorker = 'packages/server/src/timeline/sqlite/worker.ts';
/** What the server shows in a browser, in one file. */
const webPages = 'packages/web/dist/web.pages';
const bun = (args) => runChild(bunBinary, args);
/** Demo shop and console, into one file that the server serves. */
const buildWeb = (...args) => bun(['packages/web/scripts/build.ts', ...args]);
const asksForHelp = (args) => args.some((arg) => ['--help', '-h', 'help'].includes(arg));

/** What each npm script does: takes its arguments, resolves to the exit code. */
export const tasks = {
  start: async (args) => {
    if (!asksForHelp(args)) await buildWeb('--quiet');
    return bun([serverMain, 'serve', '--dev', ...args]);
  },
  web: (args) => buildWeb(...args),
  pictures: (args) => bun(['tests/browser/pictures/main.ts', ...args]),
  cluster: async (args) => {
    if (!asksForHelp(args)) {
      ensureDebianPackages(clusterPackages);
      await buildWeb('--quiet');
    }
    return bun(['packages/swarm/src/cluster-main.ts', ...args]);
  },
  eagre: (args) => bun([serverMain, ...args]),
  chat: (args) => bun(['examples/chat/src/main.ts', ...args]),
  bench: (args) => bun(['bench/src/main.ts', ...args]),
  swarm: (args) => bun(['packages/swarm/src/main.ts', ...args]),
  check: () => runStages([lintStage, typeStage]),
  format: (args) => runChild(...biomeCommand(['check', '--write', ...args])),
  test: (args) => {
    ensureDebianPackages();
    const test = testStage(args);
    // A named test is asked for again and again while one works: lint and types would be in the way.
    const before = test.isPartial ? [] : [lintStage, typeStage];
    return runStages([...before, pagesStage, test]);
  },
  build: () => runStages([pagesStage, executableStage, browserStage]),
};

const pagesStage = {
  title: 'build packages/web/dist (demo shop and console)',
  run: () => buildWeb(),
};

const executableStage = {
  title: 'build dist/eagre (one executable)',
  run: () =>
    bun([
      ...['build', '--compile', '--minify', serverMain, storeWorker, webPages],
      // The program finds its worker from here, wherever the pages lie.
      ...['--root=packages/server/src', '--asset-naming=[name].[ext]', '--outfile', 'dist/eagre'],
    ]),
};

const browserStage = {
  title: 'build dist/eagre-client.js (SDK for browsers)',
  run: () =>
    bun([
      'build',
      'packages/client/src/index.ts',
      '--target=browser',
      '--format=esm',
      '--minify',
      '--outfile=dist/eagre-client.js',
    ]),
};
