import { openSqliteTimeline } from '../timeline/timeline-sqlite.ts';
import type { OpenTimeline } from './node-types.ts';

/** The embedded store in a data directory. */
export function storeIn(directory: string): OpenTimeline {
  return (options) => openSqliteTimeline({ ...options, directory });
}
