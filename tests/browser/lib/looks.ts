import type { Page } from 'playwright-core';

/** What a person saw in a stretch of time, a second. */
export interface Looks {
  readonly frames: number;
  /** New lines in the chat of the show. */
  readonly lines: number;
  /** Hearts that set out. */
  readonly hearts: number;
}

type Window = typeof globalThis & { looks: Looks[] };

/** Counts in the page, from now on, in stretches of so long. */
export async function countLooks(page: Page, windowMs: number): Promise<void> {
  await page.evaluate((windowMs) => {
    const looks: Looks[] = [];
    (globalThis as Window).looks = looks;
    let now = { frames: 0, lines: 0, hearts: 0 };
    let since = performance.now();
    let flying = new Set<Animation>();
    const list = document.querySelector('ol[aria-label]');
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) now.lines += addedNodes.length;
    }).observe(list as Element, { childList: true });
    const countHearts = () => {
      const seen = document
        .getAnimations()
        .filter(({ effect }) => (effect as KeyframeEffect).target instanceof SVGSVGElement);
      now.hearts += seen.filter((heart) => !flying.has(heart)).length;
      flying = new Set(seen);
    };
    const onFrame = (at: number) => {
      now.frames += 1;
      // A heart flies for longer than so many frames, and looking at each would cost what is measured.
      if (now.frames % 30 === 0) countHearts();
      const seconds = (at - since) / 1000;
      if (seconds * 1000 >= windowMs) {
        const { frames, lines, hearts } = now;
        looks.push({ frames: frames / seconds, lines: lines / seconds, hearts: hearts / seconds });
        now = { frames: 0, lines: 0, hearts: 0 };
        since = at;
      }
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  }, windowMs);
}

/** Of each stretch that is over. */
export function looksOf(page: Page): Promise<Looks[]> {
  return page.evaluate(() => (globalThis as Window).looks);
}
