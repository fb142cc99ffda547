import { realClock } from '@eagre/protocol';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

/** Opens a store and keeps it, or says why it cannot. */
try {
  await openSqliteTimeline({ directory: process.argv[2] ?? '', clock: realClock });
  console.log('open');
} catch (error) {
  console.log(`refused ${error instanceof Error && 'code' in error ? error.code : ''} ${error}`);
  process.exit(1);
}
