import { runChild } from './child.mjs';
import { bunBinary } from './paths.mjs';
import { formatCounts, readCounts } from './test-counts.mjs';
import { TestFailures } from './test-failures.mjs';
import { biomeCommand, typescriptCommand } from './tools.mjs';

export const lintStage = {
  title: 'lint (biome)',
  run: () => runChild(...biomeCommand(['check', '--error-on-warnings'])),
};

export const typeStage = {
  title: 'types (tsc)',
  run: () => runChild(...typescriptCommand(['--noEmit'])),
};

/** Long enough for the summary at the end of what `bun test` prints. */
const keptOutputLength = 4096;

/** `npm test -- [--scale=N] [path or bun test option…]` */
export function testStage(args) {
  const { scale, rest } = takeScale(args);
  let counts;
  return {
    title: 'tests (bun)',
    isPartial: rest.length > 0,
    run: async () => {
      let tail = '';
      const failures = new TestFailures();
      const code = await runChild(bunBinary, ['test', ...rest], {
        env: { EAGRE_TEST_SCALE: scale },
        onStderr: (text) => {
          process.stderr.write(text);
          tail = (tail + text).slice(-keptOutputLength);
          failures.take(text);
        },
      });
      const failed = failures.format();
      if (failed !== '') console.error(`\n== what failed, once more\n${failed}`);
      counts = readCounts(tail, code);
      return exitCodeOf(code, counts);
    },
    summary: () => formatCounts(counts ?? { passed: 0, failed: 0, skipped: 0 }),
  };
}

function exitCodeOf(code, counts) {
  if (counts === undefined) {
    console.error(`eagre: bun test ended with exit code ${code} and without a summary`);
    return code || 1;
  }
  if (counts.passed + counts.failed === 0) {
    console.error('eagre: no test ran, which counts as a failure');
    return code || 1;
  }
  return code || (counts.failed > 0 ? 1 : 0);
}

/** Tests that repeat read EAGRE_TEST_SCALE to do N times as many cycles. */
function takeScale(args) {
  const isScale = (arg) => arg.startsWith('--scale=');
  const flag = args.find(isScale)?.slice('--scale='.length);
  const scale = flag ?? process.env.EAGRE_TEST_SCALE ?? '1';
  if (!(Number(scale) > 0)) {
    throw new Error(`--scale and EAGRE_TEST_SCALE take a number above 0, not ${scale}`);
  }
  return { scale, rest: args.filter((arg) => !isScale(arg)) };
}
