import { expect, setDefaultTimeout, test } from 'bun:test';
import { availableParallelism, loadavg } from 'node:os';
import { until } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { countLooks, type Looks, looksOf } from './lib/looks.ts';
import { MemoryMeter, meanOf } from './lib/memory-meter.ts';
import { inShow, openDesk } from './lib/shop.ts';
import { Site, whyNoSite } from './lib/site.ts';

const devices = 2000;
/** Some of a crowd are always on their way out or in. */
const mostOfThem = 0.9;
const minutes = 3;
const windowMs = 10_000;
/** Below this a page is felt to falter. */
const leastFramesPerSecond = 30;
/** What a page may take more after minutes: what grows with each message is far more than this. */
const most = { share: 1.1, bytes: 2 * 2 ** 20, nodes: 300, listeners: 100 };
/** Who left is gone at once: the end of a test waits until nobody is there. */
const flags = ['--room-grace-ms=200'];
setDefaultTimeout((minutes + 2) * 60_000);

test.skipIf(whyNoSite() !== undefined)(
  'a page at a show with a crowd stays smooth and takes no more memory as it goes on',
  async () => {
    await using site = await Site.open({ flags });
    await using _crowd = await bring(site);
    const page = await site.page('/', { motion: true });
    await inShow(page);
    await until(async () => (await inRoom(page)) >= devices * mostOfThem, {
      ...{ timeoutMs: 90_000, pollMs: 200, what: `nearly ${devices} devices in the show` },
    });

    const memory = await MemoryMeter.of(page);
    await countLooks(page, windowMs);
    for (let window = 1; window <= (minutes * 60_000) / windowMs; window += 1) {
      // The windows are of the page's own clock: what this waits for is only when to look.
      await until(async () => (await looksOf(page)).length >= window, {
        ...{ timeoutMs: windowMs * 3, pollMs: 250, what: `window ${window}` },
      });
      await memory.read();
    }
    const looks = (await looksOf(page)).slice(0, (minutes * 60_000) / windowMs);
    console.info(inWords(looks, memory));
    await sendHome(page);

    const rates = looks.map(({ frames }) => frames);
    expect(Math.min(...rates), inWords(looks, memory)).toBeGreaterThan(leastFramesPerSecond);
    for (const { lines, hearts } of looks) {
      expect([lines, hearts].every((seen) => seen > 0)).toBe(true);
    }
    const { bytes, nodes, listeners } = memory.thirds();
    expect(bytes.last, `${memory.inWords()}`).toBeLessThan(bytes.first * most.share + most.bytes);
    expect(nodes.last).toBeLessThan(nodes.first * most.share + most.nodes);
    expect(listeners.last).toBeLessThan(listeners.first * most.share + most.listeners);
    expect(site.problems()).toEqual([]);
  },
);

/** The host asks for it; his page is closed, since one machine is enough for one page and a crowd. */
async function bring(site: Site): Promise<AsyncDisposable> {
  const desk = await openDesk(site);
  const choose = async (select: RegExp, option: RegExp) => {
    await desk.getByRole('button', { name: select }).click();
    await desk.getByRole('option', { name: option }).click();
  };
  await choose(/Devices/, /^2,?000$/);
  await choose(/Minutes/, /^15$/);
  await desk.getByRole('button', { name: 'Bring a crowd' }).click();
  await desk.getByRole('button', { name: 'Send them home' }).waitFor();
  await desk.context().close();
  // Also after a failure: the server waits until no device is left.
  const leave = () => fetch(site.url('/v1/dev/crowd'), { method: 'DELETE' });
  return { [Symbol.asyncDispose]: async () => void (await leave()) };
}

async function inRoom(page: Page): Promise<number> {
  const said = await page.getByText(/ devices are in/).textContent();
  return Number(said?.split(' ')[0]?.replaceAll(',', ''));
}

async function sendHome(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send them home' }).click();
  await page.getByRole('button', { name: 'Bring a crowd' }).waitFor();
}

function inWords(looks: readonly Looks[], memory: MemoryMeter): string {
  const rates = looks.map(({ frames }) => frames).sort((one, other) => one - other);
  const median = rates[Math.floor(rates.length / 2)] ?? 0;
  return [
    `frames/s in windows of ${windowMs / 1000} s: median ${median.toFixed(1)}, worst ${(rates[0] ?? 0).toFixed(1)}`,
    `chat lines a second ${meanOf(looks.map(({ lines }) => lines)).toFixed(1)}, hearts ${meanOf(looks.map(({ hearts }) => hearts)).toFixed(1)}`,
    memory.inWords(),
    `load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`,
  ].join('; ');
}
