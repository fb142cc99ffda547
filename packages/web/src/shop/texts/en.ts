import { chats } from './chats.ts';
import { frame } from './frame.ts';
import { host } from './host.ts';
import { show } from './show.ts';

export const en = { chats: chats.en, frame: frame.en, host: host.en, show: show.en };
