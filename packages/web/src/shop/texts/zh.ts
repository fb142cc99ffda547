import { chats } from './chats.ts';
import { frame } from './frame.ts';
import { host } from './host.ts';
import { show } from './show.ts';

export const zh = { chats: chats.zh, frame: frame.zh, host: host.zh, show: show.zh };
