import { describe, expect, test } from 'bun:test';
import { decodeSpreadToken, encodeSpreadToken, spreadDelayMs, wireLimits } from '@eagre/protocol';
import vectors from '../vectors/spread.json';

const command = { room: 'room:show1', epoch: 1, syncId: 10 };

describe('the moment of a device', () => {
  test.each(vectors.delays.map((vector) => [JSON.stringify(vector), vector] as const))(
    '%s',
    (_, { command, device, windowMs, delayMs }) => {
      expect(spreadDelayMs(command, device, windowMs)).toBe(delayMs);
    },
  );

  /** How many of so many devices act in each second of the window. */
  function secondsOf(devices: number, windowMs: number, name: (i: number) => string): number[] {
    const seconds = Array.from({ length: windowMs / 1000 }, () => 0);
    for (let i = 0; i < devices; i += 1) {
      const delayMs = spreadDelayMs(command, { user: name(i), device: 'd' }, windowMs);
      const second = Math.floor(delayMs / 1000);
      seconds[second] = (seconds[second] ?? 0) + 1;
    }
    return seconds;
  }

  const names: [string, (i: number) => string][] = [
    ['numbered', (i) => `u${i}`],
    ['padded', (i) => `user-${String(i).padStart(8, '0')}`],
    ['long', (i) => `${'x'.repeat(50)}${i.toString(36)}`],
  ];

  test.each(names)('no second has more than 1.2 times its share (%s names)', (_, name) => {
    for (const windowMs of [10_000, 60_000]) {
      const seconds = secondsOf(60_000, windowMs, name);
      expect(seconds.reduce((a, b) => a + b, 0)).toBe(60_000);
      const share = 60_000 / seconds.length;
      expect(Math.max(...seconds)).toBeLessThanOrEqual(share * 1.2);
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(share * 0.8);
    }
  });

  test('a device has another moment in each command', () => {
    const device = { user: 'ann', device: 'phone' };
    const moments = Array.from({ length: 100 }, (_, syncId) =>
      spreadDelayMs({ ...command, syncId }, device, wireLimits.spreadMs),
    );
    expect(new Set(moments).size).toBeGreaterThan(95);
    expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(wireLimits.spreadMs * 0.9);
  });
});

describe('the token of a spread command', () => {
  test.each(vectors.tokens.map(({ text, token }) => [text, token] as const))(
    '%s',
    (text, token) => {
      expect(encodeSpreadToken(token)).toBe(text);
      expect(decodeSpreadToken(text)).toEqual(token);
    },
  );

  test.each(vectors.notTokens)('"%s" is none', (text) => {
    expect(decodeSpreadToken(text)).toBeUndefined();
  });
});
