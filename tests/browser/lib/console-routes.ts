import type { Site } from './site.ts';

/** Each part of the contract. */
const contracts = ['contract.ts', 'way-contract.ts'].map(
  (name) => new URL(`../../../packages/server/src/console/${name}`, import.meta.url),
);
const verbs = ['get', 'put', 'post', 'patch', 'delete'];

export interface ConsoleRoute {
  readonly method: string;
  /** Below `/console/api/`, names filled in. */
  readonly path: string;
}

/** Every route of the console API that wants a session: those of its contract, and the HTTP API of an app. */
export async function consoleRoutes(site: Site): Promise<readonly ConsoleRoute[]> {
  const source = (await Promise.all(contracts.map((url) => Bun.file(url).text()))).join('\n');
  // As the contract's comments name them: `GET rooms?limit=N`, `POST apps/{app}/token`.
  const named = source.matchAll(
    /(?:\* |to |\. )(GET|POST|DELETE) ([a-z]+(?:\/[a-z]+|\/\{[a-z]+\})*)/g,
  );
  const own = [...named].map(([, method = '', path = '']) => ({ method, path: filled(path) }));
  const document = await site.server.get('/v1/openapi.json');
  const { paths } = (await document.json()) as { paths: Record<string, object> };
  const ofApp = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((verb) => verbs.includes(verb))
      .map((verb) => ({ method: verb.toUpperCase(), path: filled(`apps/{app}${path}`) })),
  );
  return [...own, ...ofApp].filter(({ path }) => path !== 'login');
}

function filled(path: string): string {
  return path.replace('{app}', 'dev').replace(/\{\w+\}/g, 'x1');
}
