import type { Resources } from '../../common/i18n.ts';
import { frameTexts } from './frame.ts';
import { nowTexts } from './now.ts';
import { peopleTexts } from './people.ts';
import { queuesTexts } from './queues.ts';
import { roomTexts } from './room.ts';
import { roomsTexts } from './rooms.ts';
import { sharedTexts } from './shared.ts';
import { steerTexts } from './steer.ts';
import { systemTexts } from './system.ts';
import { waysTexts } from './ways.ts';

/** Every part brings its texts with keys of its own at the top. */
const parts = [
  frameTexts,
  sharedTexts,
  nowTexts,
  roomsTexts,
  roomTexts,
  steerTexts,
  queuesTexts,
  peopleTexts,
  waysTexts,
  systemTexts,
];

export const consoleTexts: Resources = {
  en: Object.assign({}, ...parts.map(({ en }) => en)),
  zh: Object.assign({}, ...parts.map(({ zh }) => zh)),
};
