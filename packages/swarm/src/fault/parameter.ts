import type { ParameterSpec } from './fault-table.ts';
import { parseTime, timeText } from './time-text.ts';

/** `value`: a share of 1, ms, a number, or one of the words; `text`: as it is written. */
export interface ParameterValue {
  value: number | string;
  text: string;
}

const farthestMs = 366 * 86_400_000;

/** What a parameter is given, or its default; or what is wrong with it, to stand after its name. */
export function parseParameter(
  spec: ParameterSpec,
  given: string | undefined,
): ParameterValue | { problem: string } {
  if (given !== undefined) return parsers[spec.type](spec as never, given);
  if (!('default' in spec)) return { problem: `must be given: ${spec.about}` };
  const isTime = spec.type === 'time';
  return { value: spec.default, text: isTime ? timeText(spec.default) : `${spec.default}` };
}

type Parser<T extends ParameterSpec['type']> = (
  spec: Extract<ParameterSpec, { type: T }>,
  text: string,
) => ParameterValue | { problem: string };

const parsers: { [T in ParameterSpec['type']]: Parser<T> } = {
  share: (_spec, text) => {
    const number = numberOf(text.replace(/%$/, '')) / (text.endsWith('%') ? 100 : 1);
    if (number > 0 && number <= 1) return { value: number, text };
    return { problem: `takes a share above 0 and at most 1, as 0.3 or 30%, not "${text}"` };
  },
  time: ({ mostMs }, text) => {
    const ms = parseTime(text);
    if (ms !== undefined && ms <= mostMs) return { value: ms, text };
    return { problem: `takes a time with its unit, at most ${timeText(mostMs)}, not "${text}"` };
  },
  shift: (_spec, text) => {
    const ms = parseTime(text.replace(/^[+-]/, ''));
    if (ms !== undefined && ms > 0 && ms <= farthestMs) {
      return { value: text.startsWith('-') ? -ms : ms, text };
    }
    return { problem: `takes a time with its unit, at most 366d, as 1h or -90s, not "${text}"` };
  },
  count: ({ min, max }, text) => {
    const number = numberOf(text);
    if (Number.isInteger(number) && number >= min && number <= max) return { value: number, text };
    return { problem: `takes a whole number from ${min} to ${max}, not "${text}"` };
  },
  choice: ({ of }, text) =>
    of.includes(text)
      ? { value: text, text }
      : { problem: `takes one of ${of.join(', ')}, not "${text}"` },
};

function numberOf(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
