import { ConfigError } from './config-error.ts';
import { relationProblems } from './relations.ts';
import { type Config, configSchema } from './schema.ts';

/** Complete settings from the ones that differ. Throws `ConfigError`. */
export function checkedConfig(partial: Partial<Config>): Config {
  const parsed = configSchema.safeParse(partial);
  const problems = parsed.success
    ? relationProblems(parsed.data, (name) => (name in partial ? 'given' : 'default'))
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return parsed.data;
}
