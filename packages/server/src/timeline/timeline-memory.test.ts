import type { OpenStore } from './conformance/subject-conformance.ts';
import { TailCache } from './tail-cache.ts';
import { runTimelineConformance } from './timeline-conformance.ts';
import { openMemoryTimeline } from './timeline-memory.ts';

const open: OpenStore = async (options) => ({
  timeline: openMemoryTimeline(options),
  dispose: async () => {},
});

const openCached: OpenStore = async ({ clock, onCommitted }) => {
  const store = openMemoryTimeline({
    clock,
    onCommitted: (entries) => {
      cache.committed(entries);
      onCommitted(entries);
    },
  });
  const cache = new TailCache(store, { tailEntries: 16, tailAlign: 4, blockEntries: 8 });
  return { timeline: cache, dispose: async () => {} };
};

runTimelineConformance('memory', open);
runTimelineConformance('memory behind a tail cache', openCached);
