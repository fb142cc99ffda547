import { isLoopback } from '../loopback.ts';
import { hideSecrets } from '../url-secrets.ts';
import { clusterProblems } from './cluster-relations.ts';
import type { Config, SettingName } from './schema.ts';

type Origin = (name: SettingName) => string;

/** What no single setting can tell: settings that must fit each other. */
export function relationProblems(config: Config, originOf: Origin): string[] {
  const problems: string[] = [];
  const say = (name: SettingName) =>
    `${name} ${hideSecrets(`${config[name]}`)} (${originOf(name)})`;
  const needAtLeast = (larger: SettingName, smaller: SettingName) => {
    if (config[larger] < config[smaller]) {
      problems.push(`${say(larger)} must not be less than ${say(smaller)}`);
    }
  };
  if (config.dev && !isLoopback(config.host)) {
    problems.push(
      `development mode gives tokens to everybody who asks, so ${say('host')} is refused: ` +
        'use 127.0.0.1, or configure apps and leave --dev out',
    );
  }
  needAtLeast('commandsBurst', 'commandsPerSecond');
  needAtLeast('sendsBurst', 'sendsPerSecond');
  needAtLeast('appSendsBurst', 'appSendsPerSecond');
  needAtLeast('roomUserBurst', 'roomUserPerSecond');
  needAtLeast('roomBurst', 'roomPerSecond');
  needAtLeast('roomAppBurst', 'roomAppPerSecond');
  // A room that goes while a device is in its grace would meet it as a new one.
  needAtLeast('roomIdleMs', 'roomGraceMs');
  if (config.heartbeatTimeoutMs <= config.heartbeatMs) {
    problems.push(`${say('heartbeatTimeoutMs')} must be more than ${say('heartbeatMs')}`);
  }
  return [...problems, ...clusterProblems(config, say)];
}
