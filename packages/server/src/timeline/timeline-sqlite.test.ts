import { tempDir } from '@eagre/testkit';
import type { OpenStore } from './conformance/subject-conformance.ts';
import { runTimelineConformance } from './timeline-conformance.ts';
import { openSqliteTimeline } from './timeline-sqlite.ts';

const open: OpenStore = async (options) => {
  const directory = tempDir();
  const timeline = await openSqliteTimeline({ directory: directory.path, ...options });
  return { timeline, dispose: async () => directory.remove() };
};

/** Wherever the suite says `reopen`, nothing but the files is left. */
const openReopening: OpenStore = async (options) => {
  const directory = tempDir();
  // Small, so that the writer forgets queues and trims in several slices.
  const limits = { cachedQueues: 2, trimSlice: 700, batchMaxEntries: 100 };
  const openAgain = () => openSqliteTimeline({ directory: directory.path, limits, ...options });
  let timeline = await openAgain();
  return {
    timeline,
    async reopen() {
      await timeline.close();
      timeline = await openAgain();
      return timeline;
    },
    dispose: async () => directory.remove(),
  };
};

runTimelineConformance('SQLite', open);
runTimelineConformance('SQLite, reopened', openReopening);
