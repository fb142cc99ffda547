import type { SeriesName } from '@eagre/server/console';
import type { Unit } from '../units.ts';
import { allDrops } from './series/node-columns.ts';

export interface PlotPlan {
  /** Key of its title: `now.plots.…`. */
  readonly id: string;
  readonly unit: Unit;
  /** Figures of all nodes together; none: what was left out, by reason. */
  readonly keys: readonly SeriesName[];
  /** The one figure that is shown of each node, when nodes are told apart. */
  readonly each: SeriesName | typeof allDrops;
}

/** In the order of the way of a message: who is there, what comes and goes, how long it takes. */
export const plotPlans: readonly PlotPlan[] = [
  {
    id: 'audience',
    unit: 'count',
    keys: ['connections', 'users', 'roomDevices'],
    each: 'connections',
  },
  { id: 'messagesIn', unit: 'perSecond', keys: ['messagesIn'], each: 'messagesIn' },
  { id: 'messagesOut', unit: 'perSecond', keys: ['messagesOut'], each: 'messagesOut' },
  { id: 'frames', unit: 'perSecond', keys: ['framesOut'], each: 'framesOut' },
  { id: 'bytes', unit: 'bytesPerSecond', keys: ['bytesOut'], each: 'bytesOut' },
  { id: 'rows', unit: 'perSecond', keys: ['storeRows'], each: 'storeRows' },
  { id: 'ack', unit: 'ms', keys: ['ackP50Ms', 'ackP99Ms'], each: 'ackP99Ms' },
  { id: 'delivery', unit: 'ms', keys: ['deliveryP50Ms', 'deliveryP99Ms'], each: 'deliveryP99Ms' },
  { id: 'store', unit: 'ms', keys: ['storeP50Ms', 'storeP99Ms'], each: 'storeP99Ms' },
  { id: 'lag', unit: 'ms', keys: ['loopLagMs'], each: 'loopLagMs' },
  { id: 'cpu', unit: 'cores', keys: ['cpu'], each: 'cpu' },
  { id: 'memory', unit: 'bytes', keys: ['memoryBytes'], each: 'memoryBytes' },
  { id: 'refused', unit: 'perSecond', keys: ['refused'], each: 'refused' },
  { id: 'drops', unit: 'perSecond', keys: [], each: allDrops },
  { id: 'overload', unit: 'level', keys: ['overload'], each: 'overload' },
];
