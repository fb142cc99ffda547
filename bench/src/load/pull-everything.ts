import { type ConnectAnswer, type PullAnswer, wireLimits } from '@eagre/protocol';
import type { Device } from '@eagre/swarm/device/device';

interface Place {
  epoch: number;
  at: number;
  head: number;
}

/** Pulls what a connect answer told of and did not carry, in as few requests as the protocol allows. */
export async function pullEverything(
  device: Device,
  answer: ConnectAnswer,
): Promise<{ entries: number; trips: number }> {
  const places = new Map<string, Place>();
  let entries = 0;
  for (const { queue, epoch, head, from, items } of answer.queues) {
    places.set(queue, { epoch, at: from + items.length, head });
    entries += items.length;
  }
  let trips = 0;
  for (;;) {
    const ranges = [...places]
      .filter(([, { at, head }]) => at < head)
      .slice(0, wireLimits.pullRanges)
      .map(([queue, { epoch, at, head }]) => ({ queue, epoch, from: at, to: head }));
    if (ranges.length === 0) return { entries, trips };
    trips += 1;
    const command = { cmd: 'pull', ranges, bytes: wireLimits.answerBytes };
    const pulled = await device.request<PullAnswer>(command);
    const got = pulled.ranges.reduce((sum, { items }) => sum + items.length, 0);
    if (got === 0) throw new Error(`pull of ${ranges.length} ranges brought nothing`);
    entries += got;
    for (const { queue, from, items } of pulled.ranges) {
      const place = places.get(queue);
      if (place !== undefined) place.at = from + items.length;
    }
  }
}
