import { expect, test } from 'bun:test';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';
import { validate } from 'dockerfile-utils';
import { at, rootPath, textOf, yamlOf } from './documents.ts';
import { unknownVariables } from './server-settings.ts';

/** Skipped where the program that checks the file is not installed. */
const testWith = (program: string) => test.skipIf(Bun.which(program) === null);

/** What a program says that checks a file; empty when it is content. */
function complaints(command: readonly string[], env: Record<string, string> = {}): string {
  const run = Bun.spawnSync([...command], { env: { ...process.env, ...env } });
  return run.success ? '' : run.stdout.toString() + run.stderr.toString();
}

test('the Dockerfile is well formed, and copies what the build makes', () => {
  const text = textOf('Dockerfile');
  expect(validate(text).map(({ message }) => message)).toEqual([]);
  expect(validate('FROM a\nCOPPY b c').length).toBeGreaterThan(0);
  const built = /COPY --from=build \/src\/(\S+) /.exec(text)?.[1] ?? '';
  expect(textOf('scripts/lib/tasks.mjs')).toContain(`'${built}'`);
  expect(unknownVariables(text.match(/EAGRE_[A-Z_]+/g) ?? [])).toEqual([]);
});

testWith('systemd-analyze')('systemd takes the unit', () => {
  using directory = tempDir();
  const program = existsSync('/usr/bin/true') ? '/usr/bin/true' : '/bin/true';
  const verify = (name: string, text: string) => {
    const path = join(directory.path, name);
    writeFileSync(path, text);
    const run = Bun.spawnSync(['systemd-analyze', 'verify', path]);
    // About other units of this machine it may say what it likes.
    return run.stderr
      .toString()
      .split('\n')
      .filter((line) => line.includes(name))
      .join('\n');
  };
  const unit = textOf('deploy/systemd/eagre.service').replace('/usr/local/bin/eagre', program);
  expect(verify('eagre-right.service', unit)).toBe('');
  const wrong = unit.replace('RestartSec=2', 'RestartSeconds=2');
  expect(verify('eagre-wrong.service', wrong)).toContain('RestartSeconds');
});

testWith('haproxy')('HAProxy takes the configuration of the front', () => {
  const path = rootPath('deploy/haproxy/haproxy.cfg');
  expect(complaints(['haproxy', '-c', '-f', path])).toBe('');
});

testWith('nats-server')('NATS takes the configuration of its manifest and its container', () => {
  const mounted = rootPath('deploy/compose/nats.conf');
  expect(complaints(['nats-server', '-t', '-c', mounted])).toBe('');
  using directory = tempDir();
  const map = yamlOf('deploy/kubernetes/nats.yaml').find(({ kind }) => kind === 'ConfigMap');
  const path = join(directory.path, 'nats.conf');
  const text = String(at(map, 'data', 'nats.conf'));
  const check = () => complaints(['nats-server', '-t', '-c', path], { POD_NAME: 'nats-0' });
  writeFileSync(path, text);
  expect(check()).toBe('');
  writeFileSync(path, text.replace('routes: [', 'rooutes: ['));
  expect(check()).not.toBe('');
});
