import type { AuditEntry } from '@eagre/server/console';
import { hasWords } from '../parts/has-words.ts';

export const auditKinds = ['all', 'changes', 'sessions'] as const;
export type AuditKind = (typeof auditKinds)[number];

export interface AuditFilter {
  readonly kind: AuditKind;
  readonly app: string | undefined;
  readonly node: string | undefined;
  /** Words that all have to be somewhere in the entry. */
  readonly search: string;
}

/** A change is named by its method and path, everything else by a word. */
export function isChange({ action }: AuditEntry): boolean {
  return action.includes(' ');
}

export function passes(entry: AuditEntry, { kind, app, node, search }: AuditFilter): boolean {
  if (kind !== 'all' && isChange(entry) !== (kind === 'changes')) return false;
  if (app !== undefined && entry.app !== app) return false;
  if (node !== undefined && entry.node !== node) return false;
  const { name, remote, action, status, detail = '' } = entry;
  const text = [name, remote, action, entry.app ?? '', entry.node, status, detail].join(' ');
  return hasWords(text, search);
}
