import pino from 'pino';
import { textLines } from './text-lines.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** `json`: one object a line, for machines; `text`: one line for people. */
export const logFormats = ['json', 'text'] as const;
export type LogFormat = (typeof logFormats)[number];

type Write = (fields: Record<string, unknown>, message: string) => void;

/** What the stations log through: fields first, then one sentence without variables. */
export interface Logger {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  /** A logger whose lines all carry `fields`. */
  child(fields: Record<string, unknown>): Logger;
}

export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** Takes whole lines, each ending in a newline. */
  write: (line: string) => void;
  now: () => number;
}

/** A field of one of these names never reaches a log, at the top or one level down. */
const secretFields = ['token', 'secret', 'key', 'authorization', 'password'];

export function createLogger(options: LoggerOptions): Logger {
  const write = options.format === 'json' ? options.write : textLines(options.write);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":${options.now()}`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: {
        paths: secretFields.flatMap((name) => [name, `*.${name}`]),
        censor: '[secret]',
      },
    },
    { write },
  );
}

const nothing: Write = () => undefined;

/** For tests and tools that have nothing to say. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
