/** What a started server says to the person in front of it. */
export interface Welcome {
  version: string;
  /** `http://127.0.0.1:7070` */
  url: string;
  data: string;
  /** Only in development mode: what to try next needs keys. */
  dev?: { apiKey: string };
}

export function welcomeText(welcome: Welcome): string {
  const { url, data, dev, version } = welcome;
  const lines = [
    `Eagre ${version}${dev ? ' (development mode, this machine only)' : ''}`,
    '',
    `  HTTP API   ${url}/v1`,
    `  WebSocket  ${url.replace(/^http/, 'ws')}/v1/connect`,
    `  API docs   ${url}/v1/docs`,
    `  Health     ${url}/healthz  ${url}/readyz`,
    `  Metrics    ${url}/metrics`,
    `  Data       ${data}`,
  ];
  if (dev !== undefined)
    lines.push(`  API key    ${dev.apiKey}`, '', ...nextSteps(url, dev.apiKey));
  lines.push('', 'Stop with Ctrl+C.', '');
  return lines.join('\n');
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
