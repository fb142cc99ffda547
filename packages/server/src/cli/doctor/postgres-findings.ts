import type { Config } from '../../config/schema.ts';
import type { Finding } from './finding.ts';
import type { PostgresFacts } from './postgres-facts.ts';

const oldestVersion = 150_000;
/** Past this, tokens and times of messages are seen to be off. ms. */
const clockToleranceMs = 1000;
/** A commit waits for as much before its disk does anything. ms. */
const farMs = 5;

/** What an operator should know of one host of the store. */
export function postgresFindings(
  facts: PostgresFacts,
  config: Pick<Config, 'postgresReaders' | 'workers'>,
): Finding[] {
  const role = facts.isStandby ? ', a standby' : '';
  const answers = `version ${facts.version}${role}, answers in ${facts.roundTripMs.toFixed(1)} ms`;
  return [
    facts.versionNumber >= oldestVersion
      ? { kind: facts.roundTripMs > farMs ? 'note' : 'ok', text: answers }
      : { kind: 'wrong', text: `version ${facts.version}: use 15 or later` },
    ...durability(facts),
    rights(facts),
    room(facts, config),
    clockFinding(facts.clockAheadMs),
  ];
}

function durability(facts: PostgresFacts): Finding[] {
  const { synchronousCommit: commit, synchronousStandbys: standbys } = facts;
  const found: Finding[] = [];
  const loses = 'a crash may lose what was acknowledged, or damage the store';
  if (!facts.fsync) found.push({ kind: 'wrong', text: `fsync is off, so ${loses}: set it to on` });
  if (!facts.fullPageWrites) {
    found.push({ kind: 'wrong', text: `full_page_writes is off, so ${loses}: set it to on` });
  }
  if (commit === 'off') {
    const text = `synchronous_commit is off, so ${loses}: set it to on`;
    found.push({ kind: 'wrong', text });
  }
  if (found.length > 0) return found;
  found.push({ kind: 'ok', text: `synced to disk: fsync is on, synchronous_commit is ${commit}` });
  if (standbys === '' || commit === 'local') {
    const text = 'no standby has to confirm a commit: a failover may lose the last ones';
    found.push({ kind: 'note', text: `${text}; devices are then told by a new epoch` });
  } else found.push({ kind: 'ok', text: `commits are confirmed by standbys: ${standbys}` });
  return found;
}

function rights({ mayMigrate }: PostgresFacts): Finding {
  if (mayMigrate) return { kind: 'ok', text: 'the schema eagre is there or can be made' };
  const text = 'the user may not make the schema eagre: GRANT CREATE ON DATABASE … TO …';
  return { kind: 'wrong', text };
}

function room(
  { maxConnections, reservedConnections }: PostgresFacts,
  { postgresReaders, workers }: Pick<Config, 'postgresReaders' | 'workers'>,
): Finding {
  const each = postgresReaders + 1;
  const nodes = Math.floor((maxConnections - reservedConnections) / each);
  const text = `max_connections ${maxConnections} is enough for ${nodes} nodes with ${each} each`;
  if (nodes >= workers) return { kind: nodes >= 2 * workers ? 'ok' : 'note', text };
  return { kind: 'wrong', text: `${text}, and this machine alone runs ${workers}: raise it` };
}

function clockFinding(aheadMs: number): Finding {
  const text = `its clock is ${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} ours`;
  if (Math.abs(aheadMs) <= clockToleranceMs) return { kind: 'ok', text };
  return { kind: 'wrong', text: `${text}: synchronise the clocks of all machines (NTP)` };
}
