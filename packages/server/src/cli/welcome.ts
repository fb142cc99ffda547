import { resolve as resolvePath } from 'node:path';
import type { Config } from '../config/schema.ts';
import { urlOf } from '../url-of.ts';
import { hideSecrets } from '../url-secrets.ts';
import { version } from '../version.ts';

/**
 * What a started server says to the person in front of it. `apiKey` only in development mode: what to
 * try next needs keys.
 */
export function welcomeText(config: Config, apiKey?: string): string {
  const url = urlOf(config.host, config.port);
  const lines = [
    `Eagre ${version}${apiKey === undefined ? '' : ' (development mode, this machine only)'}`,
    '',
    `  HTTP API   ${url}/v1`,
    `  WebSocket  ${url.replace(/^http/, 'ws')}/v1/connect`,
    `  API docs   ${url}/v1/docs`,
    `  Health     ${url}/healthz  ${url}/readyz`,
    `  Metrics    ${url}/metrics`,
    ...adminLines(config),
    ...(config.cluster ? clusterLines(config) : [`  Data       ${resolvePath(config.data)}`]),
  ];
  if (apiKey !== undefined) lines.push(`  API key    ${apiKey}`, '', ...nextSteps(url, apiKey));
  lines.push('', 'Stop with Ctrl+C.', '');
  return lines.join('\n');
}

function adminLines({ host, adminPort, workers }: Config): string[] {
  if (adminPort === 0) return [];
  const last = workers === 1 ? '' : ` to ${adminPort + workers - 1}, one for each worker`;
  return [`  Admin      ${urlOf(host, adminPort)}${last}`];
}

function clusterLines({ node, workers, postgres, nats }: Config): string[] {
  const names = workers === 1 ? node : `${node}-1 to ${node}-${workers}, one for each worker`;
  return [
    `  Node       ${names}`,
    `  Store      ${hideSecrets(postgres)}`,
    `  Bus        ${hideSecrets(nats)}`,
  ];
}

function nextSteps(url: string, apiKey: string): string[] {
  const urlFlag = url.endsWith(':7070') ? '' : ` --url ${url}`;
  return [
    'Try next, each in a terminal of its own:',
    '',
    `  npm run chat -- --user u1 --group lobby${urlFlag}`,
    `  npm run chat -- --user u2 --group lobby${urlFlag}`,
    '',
    'or a live room, with a host and a viewer:',
    '',
    `  npm run chat -- --user ann --room show1 --host${urlFlag}`,
    `  npm run chat -- --user bob --room show1${urlFlag}`,
    '',
    'and speak to the group as your shop:',
    '',
    `  curl ${url}/v1/messages -H 'authorization: Bearer ${apiKey}' \\`,
    `    -H 'content-type: application/json' \\`,
    `    -d '{"conversation":"group:lobby","kind":"text","body":{"text":"Welcome!"}}'`,
    '',
    'A token for a device of your own:',
    '',
    `  curl ${url}/v1/dev/token -H 'content-type: application/json' -d '{"user":"u3"}'`,
  ];
}
