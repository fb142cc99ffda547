import type { Verdict } from '../cli/scenario.ts';
import type { Node } from './node.ts';

/** A window begins with a millisecond, and timers are set in whole ones. ms. */
const timerMs = 2;
/** What else a thread has in hand when a flush is due. ms. */
const lateMs = 50;

export function countsAre(nodes: readonly Node[], when: string): Verdict {
  const inside = nodes.reduce((sum, node) => sum + node.inside.length, 0);
  const wrong = nodes.filter((node) => node.room.crowd.total().devices !== inside);
  const what = `the count of ${inside.toLocaleString('en')} devices ${when}`;
  if (wrong.length === 0) return { ok: true, text: `${what} is right on all nodes` };
  const [first] = wrong as [Node];
  const { devices } = first.room.crowd.total();
  return {
    ok: false,
    text: `${what} is wrong on ${wrong.length} nodes: ${devices} on ${first.name}`,
  };
}

export function reliableIs(nodes: readonly Node[], head: number): Verdict {
  const sum = (name: 'holes' | 'repeats' | 'strays') =>
    nodes.reduce((all, { wrong }) => all + wrong[name], 0);
  const devices = nodes.flatMap(({ inside }) => inside);
  const behind = devices.filter(({ position }) => position !== head).length;
  const strange = nodes.reduce((all, { reader }) => all + reader.strange, 0);
  const faults = {
    behind,
    holes: sum('holes'),
    repeats: sum('repeats'),
    strays: sum('strays'),
    strange,
  };
  const isRight = Object.values(faults).every((count) => count === 0);
  return {
    ok: isRight,
    text: isRight
      ? `${head} reliable messages, each once and in order at ${devices.length.toLocaleString('en')} devices`
      : `reliable messages: ${JSON.stringify(faults)}`,
  };
}

export function onePerWindow(nodes: readonly Node[], windowMs: number): Verdict {
  const least = Math.min(...nodes.map(({ bus }) => bus.traffic.leastChatGapMs));
  return {
    ok: least >= windowMs - timerMs,
    text: `a node tells the others what was said at most once in ${windowMs} ms: the least was ${Math.round(least)} ms`,
  };
}

/** What is shown in any ten seconds, with what may be saved up of the time before. */
export function withinCap(nodes: readonly Node[], perSecond: number, windowMs: number): Verdict {
  const saved = Math.max(1, (1.5 * windowMs) / 1000);
  const most = Math.max(...nodes.map(({ reader }) => mostIn(reader.shown, 10_000)));
  return {
    ok: most > 0 && most <= perSecond * (10 + saved),
    text: `a device is shown at most ${most} messages in 10 s, ${perSecond} a second and what was saved`,
  };
}

export function inTime(nodes: readonly Node[], windowMs: number, delayMs: number): Verdict {
  const own = Math.max(...nodes.map(({ reader }) => reader.firstOwnMs));
  const remote = Math.max(...nodes.map(({ reader }) => reader.firstRemoteMs));
  return {
    ok: own > 0 && own <= windowMs + lateMs && remote <= 2 * windowMs + delayMs + 2 * lateMs,
    text: `chat begins to go out ${Math.round(own)} ms after it was said on the node itself, ${Math.round(remote)} ms on others, windows of ${windowMs} ms`,
  };
}

export function countersAre(nodes: readonly Node[], taps: number): Verdict {
  const wrong = nodes.filter(({ room }) => (room.counters.totals()['like'] ?? 0) !== taps);
  const ok = wrong.length === 0 && taps > 0;
  const [first] = wrong;
  const told = first?.room.counters.totals()['like'];
  return {
    ok,
    text: ok
      ? `${taps.toLocaleString('en')} taps, the same sum on all nodes`
      : `of ${taps} taps ${wrong.length} nodes have another sum: ${told} on ${first?.name}`,
  };
}

function mostIn(shown: readonly { atMs: number; messages: number }[], spanMs: number): number {
  let [most, sum, from] = [0, 0, 0];
  for (const { atMs, messages } of shown) {
    sum += messages;
    for (let old = shown[from]; old && old.atMs <= atMs - spanMs; old = shown[++from]) {
      sum -= old.messages;
    }
    most = Math.max(most, sum);
  }
  return most;
}
