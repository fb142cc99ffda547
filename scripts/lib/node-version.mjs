const oldestMajor = 20;

export function assertNodeVersion(version = process.versions.node) {
  const major = Number(version.split('.')[0]);
  if (major >= oldestMajor) return;
  console.error(
    `Eagre needs Node ${oldestMajor} or newer to start its scripts; this is Node ${version}.\n` +
      'Install a newer Node and run the same command again.',
  );
  process.exit(1);
}
