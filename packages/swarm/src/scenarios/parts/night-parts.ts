import type { Load } from '../../engine/load.ts';
import { GroupTalk } from './group-talk.ts';
import type { Viewer } from './night-floor.ts';
import { NightLosses } from './night-losses.ts';
import type { NightMoves } from './night-moves.ts';
import { chatRate, nightRates, shoutFactor } from './night-rates.ts';
import type { NightShare } from './night-share.ts';
import { type Part, together } from './phases.ts';
import { RoomCards } from './room-cards.ts';
import type { RoomCast } from './room-cast.ts';
import { RoomChat } from './room-chat.ts';
import { RoomLikes } from './room-likes.ts';
import { RoomShouts } from './room-shouts.ts';

export type NightPart =
  | 'chat'
  | 'shouts'
  | 'likes'
  | 'cards'
  | 'groups'
  | 'pairs'
  | 'moves'
  | 'losses';

/** All that goes on in a night of shows, for this process's share of the users. */
export function nightParts(
  load: Load,
  { population, speaker }: RoomCast,
  share: NightShare,
  moves: NightMoves,
): Record<NightPart, Part> {
  const { random } = load;
  const { viewers } = share.floor;
  const chat = share.rooms(({ size, crowd }) => chatRate(size, crowd));
  // On top of what is said anyway.
  const shouts = chat.map((room) => ({ ...room, perSecond: room.perSecond * (shoutFactor - 1) }));
  const likes = share
    .rooms(({ crowd }) => crowd * nightRates.likesPerViewer)
    .map(({ perSecond, ...room }) => ({ ...room, burstsPerSecond: perSecond }));
  const groups = share.groups(({ isPromotion }) =>
    isPromotion ? nightRates.promotion : nightRates.familiar,
  );
  const cardsOf = ({ device, at }: Viewer) =>
    new RoomCards(speaker, device, at.room, load.signal, {
      everySeconds: share.everySeconds(nightRates.cardSeconds),
    });
  return {
    chat: new RoomChat(speaker, random, chat),
    shouts: new RoomShouts(speaker, random, shouts),
    likes: new RoomLikes(speaker, random, likes),
    cards: together(...viewers.filter(({ isHost }) => isHost).map(cardsOf)),
    groups: new GroupTalk(speaker, random, groups),
    pairs: new GroupTalk(speaker, random, share.pairs(nightRates.direct)),
    moves,
    losses: new NightLosses(load, population, share.floor, {
      perSecond: share.viewers(nightRates.lossesPerViewer),
      awaySeconds: nightRates.awaySeconds,
    }),
  };
}
