import type { Scenario } from '../engine/scenario.ts';
import { type NightStage, prepareNight, runNight } from './parts/night-run.ts';
import { type Pace, pulses } from './parts/phases.ts';

/** s. */
const arrivalSeconds = 20;
/** The show's ups and downs, again and again. s. */
const cycleSeconds = 60;
const pulse = pulses([0, 20, 40], 3, 2) as Exclude<Pace, number>;
const excited: Pace = (seconds) => pulse(seconds % cycleSeconds);

export const soak: Scenario<NightStage> = {
  name: 'soak',
  about: 'the steady part of mixed-night for hours: does anything grow?',
  options: {
    devices: {
      type: 'number',
      about: 'users, one device each',
      default: 1500,
      min: 20,
      max: 500_000,
    },
    hours: { type: 'number', about: 'hours', default: 1, min: 0.001, max: 168 },
    strength: { type: 'number', about: 'factor on all rates', default: 1, min: 0.01, max: 1000 },
  },
  talks: ['show', 'group'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ chat: { p99: 1000 }, entries: { p99: 500 }, ack: { p99: 500 } }),
  prepare: prepareNight,
  run: (load, stage) => {
    const seconds = Number(load.options['hours']) * 3600;
    const paces = { chat: excited, likes: excited, shouts: 0 };
    const arrival = Math.min(arrivalSeconds, seconds / 10);
    return runNight(load, stage, arrival, [{ name: 'steady', seconds, paces }]);
  },
};
