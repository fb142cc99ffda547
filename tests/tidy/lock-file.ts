import type { FileRule } from './source-file.ts';

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
}

/**
 * npm leaves out, or writes without a version, the binaries of other platforms that the registry of
 * the moment does not have; `npm ci` of npm 11 then refuses the lock file. An optional entry may lack
 * its integrity for that reason, nothing else may.
 */
export const lockFileIsWhole: FileRule = ({ path, text }) => {
  if (path !== 'package-lock.json') return [];
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };
  return [...incompleteEntries(packages), ...missingBiomePlatforms(packages)].map(
    (problem) => `${path}: ${problem}; see "Dependencies" in CONTRIBUTING.md`,
  );
};

function incompleteEntries(packages: Record<string, LockEntry>): string[] {
  return Object.entries(packages)
    .filter(([name, entry]) => name.includes('node_modules/') && !entry.link)
    .filter(([, { version, integrity, optional }]) => !version || !(integrity || optional))
    .map(([name]) => `${name} has no version or integrity`);
}

function missingBiomePlatforms(packages: Record<string, LockEntry>): string[] {
  const biome = packages['node_modules/@biomejs/biome'] as
    | { optionalDependencies?: Record<string, string> }
    | undefined;
  return Object.keys(biome?.optionalDependencies ?? {})
    .filter((name) => packages[`node_modules/${name}`] === undefined)
    .map((name) => `${name} is missing`);
}
