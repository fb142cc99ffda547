import { resolve as resolvePath } from 'node:path';
import type { DevApp } from '../auth/dev-app.ts';
import type { Config } from '../config/schema.ts';
import { urlOf } from '../url-of.ts';
import { hideSecrets } from '../url-secrets.ts';
import { version } from '../version.ts';

/** Development mode's own keys. */
export type DevKeys = Pick<DevApp, 'apiKey' | 'adminKey'>;

/**
 * What a started server says to the person in front of it. `keys` only in development mode: what to
 * try next needs them.
 */
export function welcomeText(config: Config, keys?: DevKeys): string {
  const url = urlOf(config.host, config.port);
  const lines = [
    `Eagre ${version}${keys === undefined ? '' : ' (development mode, this machine only)'}`,
    '',
    ...pageLines(url, config, keys),
    `  HTTP API   ${url}/v1`,
    `  WebSocket  ${url.replace(/^http/, 'ws')}/v1/connect`,
    `  API docs   ${url}/v1/docs`,
    `  Health     ${url}/healthz  ${url}/readyz`,
    `  Metrics    ${url}/metrics`,
    ...adminLines(config),
    ...(config.cluster ? clusterLines(config) : [`  Data       ${resolvePath(config.data)}`]),
  ];
  if (keys !== undefined) {
    lines.push(`  API key    ${keys.apiKey}`, '', ...nextSteps(url, keys.apiKey));
  }
  lines.push('', 'Stop with Ctrl+C.', '');
  return lines.join('\n');
}

/** First what is looked at in a browser. */
function pageLines(url: string, { adminKey }: Config, keys: DevKeys | undefined): string[] {
  const console = `  Console    ${url}/console`;
  if (keys === undefined) return adminKey === '' ? [] : [console];
  const key = adminKey === '' ? keys.adminKey : '(the one of the configuration)';
  return [`  Demo shop  ${url}/`, `  Its host   ${url}/host`, console, `  Admin key  ${key}`, ''];
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
    'Open the demo shop and bring a crowd. Or stay here, each in a terminal of its own:',
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
