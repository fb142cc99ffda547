import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { type Finding, hasFault, reportText } from './finding.ts';
import { natsFindings } from './nats-findings.ts';
import type { PostgresFacts } from './postgres-facts.ts';
import { postgresFindings } from './postgres-findings.ts';

const sound: PostgresFacts = {
  version: '15.4',
  versionNumber: 150_004,
  isStandby: false,
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: 'on',
  synchronousStandbys: 'FIRST 1 (b)',
  maxConnections: 100,
  reservedConnections: 3,
  mayMigrate: true,
  clockAheadMs: -3,
  roundTripMs: 0.4,
};
const settings = { postgresReaders: 4, workers: 4 };

const badOnes = (findings: Finding[]) => findings.filter(({ kind }) => kind !== 'ok');

test('a sound server', () => {
  expect(reportText('PostgreSQL', postgresFindings(sound, settings))).toBe(
    [
      'PostgreSQL',
      '  ok     version 15.4, answers in 0.4 ms',
      '  ok     synced to disk: fsync is on, synchronous_commit is on',
      '  ok     commits are confirmed by standbys: FIRST 1 (b)',
      '  ok     the schema eagre is there or can be made',
      '  ok     max_connections 100 is enough for 19 nodes with 5 each',
      '  ok     its clock is 3 ms behind ours',
    ].join('\n'),
  );
});

const postgresCases: [facts: Partial<PostgresFacts>, kind: Finding['kind'], text: string][] = [
  [{ versionNumber: 140_009, version: '14.9' }, 'wrong', 'version 14.9: use 15 or later'],
  [{ roundTripMs: 30 }, 'note', 'version 15.4, answers in 30.0 ms'],
  [{ fsync: false }, 'wrong', 'fsync is off'],
  [{ fullPageWrites: false }, 'wrong', 'full_page_writes is off'],
  [{ synchronousCommit: 'off' }, 'wrong', 'synchronous_commit is off'],
  [{ synchronousCommit: 'local' }, 'note', 'no standby has to confirm a commit'],
  [{ synchronousStandbys: '' }, 'note', 'no standby has to confirm a commit'],
  [{ mayMigrate: false }, 'wrong', 'the user may not make the schema eagre'],
  [{ maxConnections: 30 }, 'note', 'max_connections 30 is enough for 5 nodes'],
  [{ maxConnections: 20 }, 'wrong', 'max_connections 20 is enough for 3 nodes with 5 each, and'],
  [{ clockAheadMs: 1500 }, 'wrong', 'its clock is 1500 ms ahead of ours: synchronise'],
];

for (const [facts, kind, text] of postgresCases) {
  test(`PostgreSQL: ${kind}: ${text}`, () => {
    const found = badOnes(postgresFindings({ ...sound, ...facts }, settings));
    expect(found).toEqual([{ kind, text: expect.stringContaining(text) }]);
    expect(hasFault(found)).toBe(kind === 'wrong');
  });
}

const natsCases: [payload: number, isInCluster: boolean, servers: number, ...kinds: string[]][] = [
  [1024 * 1024, true, 3],
  [1024 * 1024, false, 1, 'note is alone'],
  [1024 * 1024, false, 3, 'wrong has no routes'],
  [512 * 1024, true, 3, 'note max_payload'],
  [4096, true, 3, 'wrong max_payload'],
];

for (const [maxPayload, isInCluster, servers, ...expected] of natsCases) {
  test(`NATS: ${maxPayload} bytes, one of ${servers}, routes: ${isInCluster}`, () => {
    const found = badOnes(natsFindings({ maxPayload, isInCluster }, servers, limits));
    const told = found.map(({ kind, text }) => `${kind} ${text}`);
    expect(told).toEqual(expected.map((text) => expect.stringContaining(text)));
  });
}
