import { type FileRule, forEachMatch } from './source-file.ts';

const machinePath = /(?<![\w.~-])\/(?:home\/[\w.-]+|Users\/[\w.-]+|root|work)\/[\w.-]+/g;

/** Mirrors differ between people; a lock file or a script that names one breaks for the others. */
const registryHost = /\bregistry\.[\w-]+\.[a-z]{2,}\b|\b(?:deb|security)\.debian\.org\b/g;

export const noMachinePaths: FileRule = (file) =>
  forEachMatch(file, file.text, machinePath, (path) => `names a path of one machine (${path})`);

export const noRegistryHosts: FileRule = (file) =>
  forEachMatch(file, file.text, registryHost, (host) => `names a registry host (${host})`);
