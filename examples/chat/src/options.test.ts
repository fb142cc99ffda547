import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { parseOptions } from './options.ts';
import { stateDirOf } from './state-dir.ts';

const parse = (line: string, env = {}) => parseOptions(line.split(' '), env);

describe('options', () => {
  test('a group, with everything else by default', () => {
    expect(parse('--user ann --group lobby')).toEqual({
      type: 'run',
      options: {
        user: 'ann',
        conversation: 'group:lobby' as never,
        url: 'http://127.0.0.1:7070',
        access: { type: 'dev' },
        plain: false,
        host: false,
      },
    });
  });

  test('a direct conversation has its users in order', () => {
    expect(parse('--user zoe --direct ann')).toMatchObject({
      options: { conversation: 'direct:ann:zoe' },
    });
  });

  test('a room, with or without its kind in front', () => {
    expect(parse('--user zoe --room show1')).toMatchObject({
      options: { conversation: 'room:show1', host: false },
    });
    expect(parse('--user zoe --room room:show1 --host --key k')).toMatchObject({
      options: { conversation: 'room:show1', host: true },
    });
  });

  test('flags win over the environment', () => {
    const env = { EAGRE_URL: 'http://a.example:1/', EAGRE_TOKEN: 't1' };
    expect(parse('--user a --group g', env)).toMatchObject({
      options: { url: 'http://a.example:1', access: { type: 'token', token: 't1' } },
    });
    expect(parse('--user a --group g --url https://b.example/x/ --token t2', env)).toMatchObject({
      options: { url: 'https://b.example/x', access: { type: 'token', token: 't2' } },
    });
  });

  test.each([
    ['--group g', '--user'],
    ['--user a', '--group, --direct or --room'],
    ['--user a:b --group g', '1 to 64 characters'],
    ['--user a --group g:h', '1 to 64 characters'],
    ['--user a --group g --direct b', 'only one of them'],
    ['--user a --room r --group g', 'only one of them'],
    ['--user a --room r:s', '1 to 64 characters'],
    ['--user a --group g --host', '--host goes with --room'],
    ['--user a --room r --host --token t', '--host takes --key'],
    ['--user a --direct a', 'another user'],
    ['--user a --group g --url ftp://x', '--url'],
    ['--user a --group g --colour', '--colour'],
  ])('%s is refused', (line, message) => {
    const parsed = parse(line);
    expect(parsed.type === 'wrong' && parsed.message).toContain(message);
  });
});

describe('where positions are kept', () => {
  const of = { user: 'ann', conversation: 'group:lobby', url: 'http://127.0.0.1:7070' };

  test('one folder for each server, user and conversation', () => {
    const dir = stateDirOf(of, { XDG_STATE_HOME: '/s' }, 'linux');
    expect(dir).toBe(join('/s', 'eagre-chat', '127.0.0.1_7070', 'ann', 'group+lobby'));
    expect(stateDirOf({ ...of, user: 'bob' }, { XDG_STATE_HOME: '/s' }, 'linux')).not.toBe(dir);
    expect(stateDirOf({ ...of, conversation: 'g' }, { XDG_STATE_HOME: '/s' }, 'linux')).not.toBe(
      dir,
    );
    expect(stateDirOf({ ...of, state: '/t' }, {}, 'linux')).toStartWith(join('/t', '127'));
  });
});
