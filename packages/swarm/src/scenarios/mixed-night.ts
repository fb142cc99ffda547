import type { OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { NightPart } from './parts/night-parts.ts';
import { type NightStage, prepareNight, runNight } from './parts/night-run.ts';
import { type Phase, pulses } from './parts/phases.ts';

/** Of the night's time. */
const arrivalShare = 0.15;
const showShare = 0.5;
const shoutShare = 0.06;
/** s: nobody shouts for longer. */
const longestShout = 10;
/** The host shows something new so often, and everybody has a word about it for a few seconds. s. */
const pulseEvery = 20;
const pulse = { height: 4, decay: 1.5 };
/** Times the plain rate, when the whole night shouts. */
const likesInShout = 8;
const groupsInShout = 3;

export const mixedNight: Scenario<NightStage> = {
  name: 'mixed-night',
  about: 'a whole night: a few huge rooms, many middle and small ones, groups and direct talk',
  options: {
    devices: {
      type: 'number',
      about: 'users, one device each',
      default: 3000,
      min: 20,
      max: 500_000,
    },
    minutes: { type: 'number', about: 'minutes of the night', default: 3, min: 0.05, max: 1440 },
    strength: { type: 'number', about: 'factor on all rates', default: 1, min: 0.01, max: 1000 },
  },
  talks: ['show', 'group'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({
    chat: { p99: 1000 },
    entries: { p99: 500 },
    reliable: { p99: 1000 },
    ack: { p99: 500 },
  }),
  prepare: prepareNight,
  run: (load, stage) => {
    const seconds = Number(load.options['minutes']) * 60;
    return runNight(load, stage, seconds * arrivalShare, phasesOf(load.options));
  },
};

function phasesOf({ minutes }: OptionValues): Phase<NightPart>[] {
  const seconds = Number(minutes) * 60;
  const show = seconds * showShare;
  const shout = Math.min(longestShout, seconds * shoutShare);
  const times = Array.from(
    { length: Math.floor(show / pulseEvery) },
    (_pulse, i) => i * pulseEvery,
  );
  const excited = pulses(times, pulse.height, pulse.decay);
  return [
    { name: 'show', seconds: show, paces: { chat: excited, likes: excited, shouts: 0 } },
    {
      name: 'shout of the night',
      seconds: shout,
      paces: { likes: likesInShout, groups: groupsInShout },
    },
    {
      name: 'after-glow',
      seconds: seconds * (1 - arrivalShare - showShare) - shout,
      paces: { chat: 0.5, likes: 0.3, shouts: 0, groups: 1.5, moves: 1.5 },
    },
  ];
}
