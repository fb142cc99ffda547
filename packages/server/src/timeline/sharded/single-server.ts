import {
  openPostgresTimeline,
  type PostgresTimeline,
  type PostgresTimelineOptions,
} from '../timeline-postgres.ts';
import { requireSingleServer } from './map-setup.ts';

/** A server that has all queues. Rejects with `StoreOpenError`, too, when it is one of several. */
export async function openSingleServer(
  options: Omit<PostgresTimelineOptions, 'mapVersion'>,
): Promise<PostgresTimeline> {
  const timeline = await openPostgresTimeline(options);
  try {
    await requireSingleServer(timeline);
    return timeline;
  } catch (error) {
    await timeline.close();
    throw error;
  }
}
