import type { FileRule } from './source-file.ts';

const exactVersion = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
const pinned = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
/** What other people install; everything else must not be published by accident. */
const published = /^packages\/(?:protocol|client|server)\//;

/** Peer dependencies may be ranges: they speak of the user's own choice. */
export const manifestsAreComplete: FileRule = ({ path, text }) => {
  if (!/(^|\/)package\.json$/.test(path)) return [];
  const manifest = JSON.parse(text) as Record<string, unknown>;
  const problems: string[] = [];
  if (manifest['license'] !== 'Apache-2.0') problems.push('"license" must be "Apache-2.0"');
  if (manifest['type'] !== 'module') problems.push('"type" must be "module"');
  if (!manifest['description']) problems.push('"description" is missing');
  if (!exactVersion.test(String(manifest['version']))) problems.push('"version" is missing');
  if (!published.test(path) && manifest['private'] !== true) {
    problems.push('"private" must be true');
  }
  for (const kind of pinned) {
    const loose = Object.entries(manifest[kind] ?? {}).filter(([, v]) => !exactVersion.test(v));
    problems.push(...loose.map(([name, v]) => `pin ${name} exactly in "${kind}", not "${v}"`));
  }
  return problems.map((problem) => `${path}: ${problem}`);
};
