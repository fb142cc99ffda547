import { inRoot } from './paths.mjs';

// Both are Node programs in node_modules: run by this Node, they need no shell and no PATH.
export const biomeCommand = (args) => [
  process.execPath,
  [inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome'), ...args],
];

export const typescriptCommand = (args) => [
  process.execPath,
  [inRoot('node_modules', 'typescript', 'bin', 'tsc'), ...args],
];
