const marks: Record<string, string> = {
  debug: 'debug',
  info: 'info ',
  warn: 'WARN ',
  error: 'ERROR',
};

/** Turns the logger's JSON lines into `12:03:59.120 info  message  field=value …`. */
export function textLines(write: (line: string) => void): (line: string) => void {
  return (line) => write(`${textOf(line)}\n`);
}

function textOf(line: string): string {
  const { time, level, msg, error, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const parts = [`${clock} ${marks[String(level)] ?? level} ${msg}`, ...rest];
  if (error !== undefined) parts.push(errorOf(error));
  return parts.join('  ');
}

function shown(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value);
}

function errorOf(error: unknown): string {
  const { message, stack } = error as { message?: unknown; stack?: unknown };
  return typeof stack === 'string' ? `\n${stack}` : `error=${shown(message ?? error)}`;
}
