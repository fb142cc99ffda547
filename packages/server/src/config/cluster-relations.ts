import { nodeName } from './cluster-settings.ts';
import { flagOf, variableOf } from './names.ts';
import type { Config, SettingName } from './schema.ts';

/** What the settings of a cluster need of each other. `say`: name, value and origin of a setting. */
export function clusterProblems(config: Config, say: (name: SettingName) => string): string[] {
  const problems = config.cluster ? inCluster(config, say) : alone(config, say);
  return [...problems, ...portProblems(config, say)];
}

function inCluster(config: Config, say: (name: SettingName) => string): string[] {
  const problems: string[] = [];
  const need = (name: 'postgres' | 'nats', what: string) => {
    if (config[name] !== '') return;
    problems.push(
      `cluster needs ${name}, ${what}: give it with --${flagOf(name)} or ${variableOf(name)}`,
    );
  };
  need('postgres', 'the store that all nodes share');
  need('nats', 'the bus between the nodes');
  const remedy = `give one of its own with --${flagOf('node')} or ${variableOf('node')}`;
  const longest = config.workers === 1 ? config.node : `${config.node}-${config.workers}`;
  if (!nodeName.test(longest)) {
    const what = longest === config.node ? 'a node' : `workers, as in ${longest}`;
    problems.push(`${say('node')} can't be the name of ${what}: ${remedy}`);
  }
  // It is the name of every machine that nobody named.
  if (/^localhost(?:\.|$)/i.test(config.node)) {
    problems.push(`${say('node')} does not tell this node from others: ${remedy}`);
  }
  return problems;
}

function alone(config: Config, say: (name: SettingName) => string): string[] {
  const problems: string[] = [];
  for (const name of ['postgres', 'nats'] as const) {
    if (config[name] === '') continue;
    problems.push(`${say(name)} is for a cluster: add --cluster, or leave it out`);
  }
  if (config.workers > 1) {
    problems.push(
      `${say('workers')} needs --cluster: the embedded store has one owner, so without PostgreSQL ` +
        'one process serves',
    );
  }
  return problems;
}

function portProblems(config: Config, say: (name: SettingName) => string): string[] {
  const { adminPort, port, workers } = config;
  if (adminPort === 0) return [];
  const last = adminPort + workers - 1;
  if (last > 65_535) {
    return [`${say('adminPort')} leaves no port for each of ${say('workers')}: use a smaller one`];
  }
  if (port < adminPort || port > last) return [];
  const taken = workers === 1 ? `${adminPort}` : `${adminPort} to ${last}`;
  return [`${say('port')} is needed by ${say('adminPort')}, which takes ${taken}: use another`];
}
