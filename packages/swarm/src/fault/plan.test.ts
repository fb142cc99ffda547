import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { UsageError } from '../cli/usage-error.ts';
import { describeFaults } from './describe-faults.ts';
import { faultNames, faultSpec, type ParameterSpec } from './fault-table.ts';
import { parsePlan } from './plan.ts';
import { clash, faultText } from './planned-fault.ts';
import { timeText } from './time-text.ts';

function only(text: string) {
  const { faults } = parsePlan(text);
  expect(faults).toHaveLength(1);
  const [fault] = faults;
  if (fault === undefined) throw new Error('none');
  const values = Object.entries(fault.parameters).map(([key, { value }]) => [key, value]);
  return { ...fault, parameters: Object.fromEntries(values) };
}

test('times, values and defaults are read', () => {
  expect(only('kill@60')).toEqual({ name: 'kill', parameters: {}, atMs: 60_000, forMs: 1000 });
  expect(only('pause@1m30s+500ms')).toMatchObject({ atMs: 90_000, forMs: 500 });
  expect(only('slow:delay=0.2s,jitter=50ms,share=30%@40+20')).toEqual({
    name: 'slow',
    parameters: { delay: 200, jitter: 50, way: 'both', share: 0.3 },
    atMs: 40_000,
    forMs: 20_000,
  });
  expect(only('clock:by=-90s@45')).toMatchObject({ parameters: { by: -90_000 }, forMs: undefined });
  expect(only('clock:by=+1h@45+2')).toMatchObject({ parameters: { by: 3_600_000 }, forMs: 2000 });
  expect(only('cut@20')).toMatchObject({ parameters: { share: 1, how: 'reset' }, forMs: 0 });
});

test('times are written as they are read', () => {
  expect([0, 1, 999, 1234, 60_000, 90_500].map(timeText)).toEqual([
    ...['0s', '1ms', '999ms', '1.234s', '60s', '90.5s'],
  ]);
});

test('several are put in the order of their times', () => {
  const { faults, random } = parsePlan(
    ' cut@50  kill@10\tstall:way=down@30+5 random:every=30s,of=cut@5+60 ',
  );
  expect(faults.map(({ name }) => name)).toEqual(['kill', 'stall', 'cut']);
  expect(random).toEqual([{ everyMs: 30_000, of: ['cut'], fromMs: 5000, forMs: 60_000 }]);
});

const wrong: [text: string, ...says: string[]][] = [
  ['kil@60', 'kil@60', 'did you mean "kill"', 'random'],
  ['flood@60', 'there is no fault "flood"', 'throttle'],
  ['kill', 'says no time', 'kill@30'],
  ['kill@', '"@" takes a time', 'not ""'],
  ['kill@-5', '"@" takes a time', 'not "-5"'],
  ['kill@8d', 'at most 7d'],
  ['kill@60+soon', '"+" takes a time', '"soon"'],
  ['kill:share=1@60', '"kill" has no "share"', 'nothing that can be set'],
  ['cut:shore=1@60', '"cut" has no "shore"', 'share, how'],
  ['cut:share@60', '"share" is not KEY=VALUE'],
  ['cut:share=1,share=1@60', 'twice'],
  ['cut:share=0@60', '"share" takes a share', '"0"'],
  ['cut:share=130%@60', 'not "130%"'],
  ['cut:how=gently@60', 'one of reset, close'],
  ['slow:delay=200@60', 'with its unit', '"200"'],
  ['slow:delay=2m@60', 'at most 60s'],
  ['throttle:bytes=0.5@1', 'whole number from 1'],
  ['clock@60', '"by" must be given', '1h'],
  ['clock:by=soon@60', 'with its unit'],
  ['random:of=kill|clock', '"clock" can\'t be drawn'],
  ['random:of=kill|storm', 'no fault "storm"'],
  ['random:every=10ms', '"every" takes a time', '2s at least'],
  ['random:evry=10s', '"random" has no "evry"', 'every, of'],
  ['Kill@60', 'is not NAME:KEY=VALUE'],
  ['kill@60@70', 'is not NAME:KEY=VALUE'],
  ['pause@10+5 kill@12', 'kill@12s+1s', 'before pause@10s+5s is over'],
];

test('what can not be done is said in one line that names it', () => {
  for (const [text, ...says] of wrong) {
    const error = errorOf(text);
    expect(error, text).toBeInstanceOf(UsageError);
    for (const part of says) expect(error?.message, text).toContain(part);
    expect(error?.message, text).not.toContain('\n');
    expect(error?.message.length, text).toBeLessThan(220);
  }
});

test('whatever is given, the result is a plan or an error of usage', () => {
  const piece = fc.constantFrom(
    'kill',
    'cut',
    'slow',
    ':',
    '@',
    '+',
    '=',
    ',',
    'share',
    '0.3',
    '5',
    's',
    ' ',
    'random',
    '|',
    '%',
    '-',
    'delay',
    '200ms',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 2 })), { maxLength: 12 }),
      (pieces) => {
        const error = errorOf(pieces.join(''));
        return error === undefined || error instanceof UsageError;
      },
    ),
  );
});

test('a plan that is written out is read as the same plan, with no two of the server at a time', () => {
  const fault = fc.constantFrom(...faultNames).chain((name) => {
    const options = Object.entries(faultSpec(name).parameters).map(([key, spec]) =>
      valueText(spec).map((text) => `${key}=${text}`),
    );
    const time = fc.integer({ min: 0, max: 500_000 }).map(timeText);
    return fc.tuple(fc.tuple(...options), time, fc.option(time)).map(([given, at, lasts]) => {
      const list = given.length === 0 ? '' : `:${given.join(',')}`;
      return `${name}${list}@${at}${lasts === null ? '' : `+${lasts}`}`;
    });
  });
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 5 }), (words) => {
      const error = errorOf(words.join(' '));
      if (error !== undefined) {
        expect(error.message).toContain('is over');
        return;
      }
      const plan = parsePlan(words.join(' '));
      expect(plan.faults).toHaveLength(words.length);
      expect(parsePlan(plan.faults.map(faultText).join(' '))).toEqual(plan);
      for (const [i, a] of plan.faults.entries()) {
        expect(plan.faults[i + 1]?.atMs ?? a.atMs).toBeGreaterThanOrEqual(a.atMs);
        for (const b of plan.faults.slice(i + 1)) expect(clash(a, b)).toBe(false);
      }
    }),
  );
});

test('the help names every fault, what it can be told, and what it needs', () => {
  const text = describeFaults();
  for (const name of faultNames) {
    expect(text).toContain(`\n${name}\n`);
    for (const key of Object.keys(faultSpec(name).parameters)) expect(text).toContain(` ${key}=`);
  }
  expect(text).toContain('--serve');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

function errorOf(text: string): Error | undefined {
  try {
    parsePlan(text);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function valueText(spec: ParameterSpec): fc.Arbitrary<string> {
  switch (spec.type) {
    case 'share':
      return fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`);
    case 'time':
      return fc.integer({ min: 0, max: spec.mostMs }).map(timeText);
    case 'shift':
      return fc
        .tuple(fc.constantFrom('', '+', '-'), fc.integer({ min: 1, max: 1e9 }))
        .map(([sign, ms]) => sign + timeText(ms));
    case 'count':
      return fc.integer({ min: spec.min, max: spec.max }).map(String);
    case 'choice':
      return fc.constantFrom(...spec.of);
  }
}
