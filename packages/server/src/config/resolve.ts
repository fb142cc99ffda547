import type { z } from 'zod';
import { hideSecrets } from '../url-secrets.ts';
import { ConfigError } from './config-error.ts';
import { expectationOf } from './expectation.ts';
import { relationProblems } from './relations.ts';
import { type Config, configSchema, metaOf, type SettingName } from './schema.ts';
import { type Flags, fromEnvironment, fromFile, type Given, type Source } from './sources.ts';

/** Complete settings, and where each value came from. */
export interface ResolvedConfig {
  config: Config;
  /** `default`, the file's path, a variable or a flag. */
  originOf(name: SettingName): string;
}

/**
 * Puts the sources together: defaults, then the file, then variables, then flags; the later wins.
 * @throws ConfigError with every problem of every source at once.
 */
export function resolveConfig(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedConfig {
  const path = flags.config ?? (environment['EAGRE_CONFIG'] || undefined);
  const none: Source = { given: [], problems: [] };
  const sources = [path ? fromFile(path) : none, fromEnvironment(environment), flags];
  const given = new Map<SettingName, Given>();
  for (const one of sources.flatMap((source) => source.given)) given.set(one.name, one);

  const originOf = (name: SettingName) => given.get(name)?.origin ?? 'default';
  const values = withDefaults(given);
  const parsed = configSchema.safeParse(values);
  const problems = [
    ...sources.flatMap((source) => source.problems),
    ...(parsed.error?.issues ?? []).map((issue) => problemOf(issue, given)),
    ...(parsed.data ? relationProblems(parsed.data, originOf) : []),
  ];
  if (problems.length > 0 || !parsed.data) throw new ConfigError(problems);
  return { config: parsed.data, originOf };
}

/** Development is watched by a person, unless somebody asked for something else. */
function withDefaults(given: ReadonlyMap<SettingName, Given>): Record<string, unknown> {
  const values = Object.fromEntries([...given.values()].map(({ name, value }) => [name, value]));
  if (values['dev'] !== true) return values;
  return { logFormat: 'text', logLevel: 'warn', ...values };
}

/** `port from EAGRE_PORT is "seventy": use a whole number from 0 to 65535` */
function problemOf(issue: z.core.$ZodIssue, given: ReadonlyMap<SettingName, Given>): string {
  const [setting, ...inside] = issue.path;
  const one = given.get(setting as SettingName);
  if (one === undefined) return `${issue.path.join('.')}: ${issue.message}`;
  if (inside.length > 0 || typeof one.value === 'object') {
    // The values inside are secrets or have no short form.
    return `${issue.path.join('.')} from ${one.origin}: ${issue.message}`;
  }
  const isSecret = metaOf(one.name).secret === true;
  const value = isSecret ? '***' : hideSecrets(JSON.stringify(one.value));
  return `${one.name} from ${one.origin} is ${value}: use ${expectationOf(one.name)}`;
}
