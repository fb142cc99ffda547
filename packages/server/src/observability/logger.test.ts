import { expect, test } from 'bun:test';
import { createLogger, type LogFormat, type LogLevel } from './logger.ts';

function logging(format: LogFormat, level: LogLevel = 'info') {
  const lines: string[] = [];
  const now = () => 1_700_000_000_123;
  const logger = createLogger({ format, level, write: (line) => lines.push(line), now });
  return { logger, lines };
}

test('JSON lines carry level, time, fields and message', () => {
  const { logger, lines } = logging('json');
  logger.child({ node: 'n1' }).info({ url: 'http://x' }, 'serving');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 'info', time: 1_700_000_000_123, node: 'n1', url: 'http://x', msg: 'serving' },
  ]);
  expect(lines[0]).toEndWith('\n');
});

test('text lines are for people', () => {
  const { logger, lines } = logging('text');
  logger.warn({ path: '/v1/x', words: 'two words', count: 2 }, 'request failed');
  expect(lines).toEqual([
    '22:13:20.123 WARN  request failed  path=/v1/x  words="two words"  count=2\n',
  ]);
});

for (const format of ['json', 'text'] as const) {
  test(`no secret reaches a ${format} log`, () => {
    const { logger, lines } = logging(format);
    const secret = 'do-not-tell';
    const names = ['token', 'secret', 'key', 'authorization', 'password'];
    for (const name of names) {
      logger.info({ [name]: secret, request: { [name]: secret } }, 'looked at');
    }
    expect(lines).toHaveLength(names.length);
    expect(lines.join('')).not.toContain(secret);
  });

  test(`an error is told with its stack in a ${format} log`, () => {
    const { logger, lines } = logging(format);
    logger.error({ error: new Error('broken', { cause: new Error('why') }) }, 'failed');
    expect(lines.join('')).toContain('broken');
    expect(lines.join('')).toContain('logger.test.ts');
  });
}

test('lines below the level are left out', () => {
  const { logger, lines } = logging('text', 'warn');
  logger.info({}, 'nobody cares');
  logger.error({}, 'somebody does');
  expect(lines).toHaveLength(1);
});
