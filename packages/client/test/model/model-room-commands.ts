import type { ConversationId, RoomChat } from '@eagre/protocol';
import type { Frame } from './model-commands.ts';
import type { ModelConnection } from './model-connection.ts';
import type { ModelMember, ModelRoom } from './model-rooms.ts';

/** Answers the commands of rooms. */
export function answerRoomCommand(connection: ModelConnection, frame: Frame): void {
  const { rooms } = connection.server;
  const room = rooms.room(frame['room'] as ConversationId);
  const member = rooms.memberOf(connection, room.id);
  if (frame.cmd === 'room.enter') enter(connection, frame, room);
  else if (frame.cmd === 'room.leave') leave(connection, frame, room);
  else if (member?.connection !== connection) connection.error(frame.id, 'not_member');
  else answerInside(connection, frame, room, member);
}

function answerInside(
  connection: ModelConnection,
  frame: Frame,
  room: ModelRoom,
  member: ModelMember,
): void {
  const { rooms } = connection.server;
  switch (frame.cmd) {
    case 'room.send':
      send(connection, frame, room);
      return;
    case 'room.tap':
      tap(connection, frame, room, member);
      return;
    case 'room.set':
      rooms.set(room, frame['set'] as Record<string, unknown>);
      connection.ok(frame.id, { versions: {}, epoch: room.log.epoch, syncId: room.log.head });
      return;
    default:
      connection.ok(frame.id, { members: [], complete: true, online: { devices: 1, users: 1 } });
  }
}

/** Whether an action of this generation is not older than the last one. */
function wins(room: ModelRoom, { device }: ModelConnection, gen: number, inside: boolean): boolean {
  const known = room.members.get(device);
  return known === undefined || gen > known.gen || (gen === known.gen && inside === known.inside);
}

function put(room: ModelRoom, connection: ModelConnection, gen: number, inside: boolean): void {
  const { device } = connection;
  const { lastTap = 0 } = room.members.get(device) ?? {};
  room.members.set(device, { gen, inside, connection, owed: undefined, lastTap });
}

function refusalOf(connection: ModelConnection, room: ModelRoom, gen: number) {
  if (room.banned.has(connection.user)) return 'banned';
  if (room.closed) return 'room_closed';
  return wins(room, connection, gen, true) ? undefined : 'stale';
}

function enter(connection: ModelConnection, frame: Frame, room: ModelRoom): void {
  const { rooms } = connection.server;
  const gen = Number(frame['gen']);
  const refusal = refusalOf(connection, room, gen);
  if (refusal !== undefined) {
    connection.error(frame.id, refusal);
    return;
  }
  put(room, connection, gen, true);
  if (typeof frame['leave'] === 'string') {
    const left = rooms.room(frame['leave'] as ConversationId);
    if (wins(left, connection, gen, false)) put(left, connection, gen, false);
  }
  connection.ok(frame.id, rooms.snapshot(room, frame['position'] as never));
  const { online } = rooms.snapshot(room, undefined);
  rooms.flush(room, { online });
}

function leave(connection: ModelConnection, frame: Frame, room: ModelRoom): void {
  const gen = Number(frame['gen']);
  if (wins(room, connection, gen, false)) {
    put(room, connection, gen, false);
    connection.ok(frame.id, {});
  } else connection.error(frame.id, 'stale');
}

function send(connection: ModelConnection, frame: Frame, room: ModelRoom): void {
  const { server, user } = connection;
  const { rooms, state } = server;
  const { kind, body, clientId, activateAt, spreadMs } = frame;
  const at = Math.floor(server.clock.now());
  if (frame['class'] !== 'reliable') {
    connection.ok(frame.id, { at });
    rooms.say(room, { from: user, id: clientId, kind, body } as RoomChat);
    return;
  }
  const key = `${user} ${room.id} ${clientId}`;
  let answer = state.answered.get(key);
  if (answer === undefined) {
    const when = { ...(activateAt ? { activateAt } : {}), ...(spreadMs ? { spreadMs } : {}) };
    const entry = { type: 'message', from: user, at, kind, body, clientId, role: 'host', ...when };
    const syncId = rooms.append(room, entry as never);
    answer = { epoch: room.log.epoch, syncId, at };
    state.answered.set(key, answer);
    state.stored.set(key, (state.stored.get(key) ?? 0) + 1);
  }
  connection.ok(frame.id, answer);
}

function tap(
  connection: ModelConnection,
  frame: Frame,
  room: ModelRoom,
  member: ModelMember,
): void {
  const { rooms } = connection.server;
  const seq = Number(frame['seq']);
  if (seq > member.lastTap) {
    member.lastTap = seq;
    for (const [name, count] of Object.entries(frame['counts'] as Record<string, number>)) {
      room.counters[name] = (room.counters[name] ?? 0) + count;
      const counted = room.tapped.get(connection.device) ?? 0;
      room.tapped.set(connection.device, counted + count);
    }
  }
  connection.ok(frame.id, {});
  rooms.flush(room, { counters: { ...room.counters } });
}
