import type { Page } from 'playwright-core';
import type { Site } from '../lib/site.ts';
import { type Camera, desktop, phone } from './camera.ts';
import { shopper } from './people.ts';

const crowd = { room: 'show1', devices: 500, minutes: 15 };
/** So many of the crowd are in when pictures are taken; it comes by the dozen. */
const inside = /^4[5-9]\d|^5\d\d/;

/** The show, the chats and the host's desk, with a crowd. Leaves the crowd where it is. */
export async function takeShop(site: Site, camera: Camera): Promise<void> {
  const host = await camera.open('/host', desktop);
  await host.getByRole('button', { name: 'Push a card of Spring green tea' }).click();
  await host.getByRole('button', { name: 'Pin Whistling kettle' }).click();
  const brought = await host.request.post(site.url('/v1/dev/crowd'), { data: crowd });
  if (!brought.ok()) throw new Error(`no crowd: ${await brought.text()}`);

  const show = await camera.open('/', desktop, shopper);
  const dark = await camera.open('/', { ...desktop, colours: 'dark' }, shopper);
  const small = await camera.open('/', phone, shopper);
  const chinese = await camera.open('/', { ...phone, language: 'zh-CN' }, shopper);
  for (const page of [show, dark, small, chinese]) await fullOfPeople(page);
  await host.getByText('Whistling kettle').first().waitFor();
  await camera.take(host, 'shop-host');
  await camera.take(show, 'shop-desktop');
  await camera.take(dark, 'shop-desktop-dark');
  await camera.take(small, 'shop-phone');
  await camera.take(chinese, 'shop-phone-zh');

  await small.getByRole('tab', { name: /^Chats/ }).click();
  await small.getByText('Weekend tea club').waitFor();
  await camera.take(small, 'shop-chats');
  await small.getByRole('button', { name: /Shoppers’ lobby/ }).click();
  await small.getByText('¥129 with the coupon, I am in').waitFor();
  await camera.take(small, 'shop-conversation');
  for (const page of [host, show, dark, small, chinese]) await page.context().close();
}

async function fullOfPeople(page: Page): Promise<void> {
  await page
    .getByText(/(watching|人在看)$/)
    .filter({ hasText: inside })
    .first()
    .waitFor({ timeout: 90_000 });
}
