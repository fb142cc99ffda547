import type { ConversationId } from '@eagre/protocol';
import type { Device } from './device.ts';
import type { ModelState } from './model-state.ts';
import { outsider, type Simulation } from './simulation.ts';

/** After the network healed: every device has everything, every message is stored once. */
export function judge(simulation: Simulation): void {
  simulation.heal();
  for (const device of simulation.devices) {
    isComplete(simulation, device, device.checker.userGap);
    hasPersonals(simulation, device);
    sentOnce(simulation, device);
    inOrder(simulation, device);
  }
  // Whatever a gap or a fresh start left open, what comes now must come, with all before it.
  simulation.postEverywhere();
  simulation.clock.advance(10_000);
  for (const device of simulation.devices) {
    isComplete(simulation, device, false);
    for (const conversation of memberships(simulation, device)) {
      if (device.checker.lastOf(conversation) === undefined) {
        throw new Error(`${device.name}: ${conversation}: nothing was handed over`);
      }
    }
  }
  simulation.close();
  leavesNothing(simulation);
}

function memberships({ server, conversations }: Simulation, { user }: Device): ConversationId[] {
  return conversations.filter((id) => server.state.conversations.get(id)?.members.has(user));
}

function isComplete(simulation: Simulation, device: Device, onlyFollowed: boolean): void {
  for (const id of memberships(simulation, device)) {
    const conversation = simulation.server.state.conversations.get(id);
    const last = device.checker.lastOf(id);
    if (conversation === undefined || last === undefined) continue;
    const { log, mode, members } = conversation;
    // A new stay in which nothing was said yet.
    if (members.get(device.user) === log.head) continue;
    if (device.checker.isOpen(id) && log.low === log.head) continue;
    // The user queue lost the `joined` of a new stay: it went on with a later entry, or the next one.
    if (onlyFollowed && device.checker.isOpen(id) && hasLeft(simulation, device, id)) continue;
    if (onlyFollowed && mode === 'write') continue;
    if (last.epoch !== log.epoch && mode === 'write') continue;
    if (last.syncId !== log.head || last.epoch !== log.epoch) {
      const at = `${last.epoch}/${last.syncId}`;
      throw new Error(`${device.name}: ${id} stands at ${at} of ${log.epoch}/${log.head}`);
    }
  }
}

function hasLeft({ server }: Simulation, { user }: Device, id: ConversationId): boolean {
  return server.state.leaves.has(`${user} ${id}`);
}

function hasPersonals(
  { server }: Simulation,
  { user, name, checker, requiredAfter }: Device,
): void {
  if (checker.userGap || requiredAfter === undefined || server.state.epoch > 1) return;
  const log = server.state.userLog(user);
  for (const entry of log.slice(Math.max(requiredAfter, log.low) + 1, log.head)) {
    if (entry.type !== 'personal') continue;
    const id = String(entry.entry.clientId);
    if (!checker.sawPersonal(id)) throw new Error(`${name}: personal message ${id} never came`);
  }
}

function sentOnce({ server: { state } }: Simulation, device: Device): void {
  for (const { clientId, conversation, outcome } of device.sends.values()) {
    const stored = state.stored.get(clientId) ?? 0;
    const what = `${device.name}: message ${clientId}, ${outcome}, stored ${stored} times`;
    if (stored > 1 || outcome === 'open' || (outcome === 'sent' && stored !== 1)) {
      throw new Error(what);
    }
    if (outcome === 'failed' && !mayFail(state, device.user, conversation)) {
      throw new Error(`${what}, though the user was a member all the time`);
    }
  }
}

/**
 * Of one device the messages of a conversation stand in the order in which they were sent. One that was
 * refused does not hold up the next; if the network doubled it, or the device died before that was saved,
 * a new stay stores it later.
 */
function inOrder(
  { server: { state }, conversations }: Simulation,
  { name, refused }: Device,
): void {
  if (state.epoch > 1) return;
  for (const id of conversations) {
    const log = state.conversations.get(id)?.log;
    let last = -1;
    for (const entry of log?.slice(log.low + 1, log.head) ?? []) {
      const clientId = entry.type === 'message' ? String(entry.clientId) : '';
      if (!clientId.startsWith(`${name}-`) || refused.has(clientId)) continue;
      const number = Number(clientId.split('-').at(-1));
      if (number <= last) throw new Error(`${name}: ${id}: message ${number} stands after ${last}`);
      last = number;
    }
  }
}

function mayFail({ leaves }: ModelState, user: string, conversation: string): boolean {
  return leaves.has(`${user} ${conversation}`) || `${user} ${conversation}` === outsider;
}

function leavesNothing({ clock, network, server, devices }: Simulation): void {
  const left = {
    timers: clock.pendingTimers,
    connections: network.openConnections + server.connections.size,
    unsent: devices.reduce((sum, { session }) => sum + session.unsent, 0),
  };
  if (left.timers + left.connections + left.unsent > 0) {
    throw new Error(`left behind: ${JSON.stringify(left)}`);
  }
}
