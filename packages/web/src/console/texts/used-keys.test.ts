import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Texts } from '../../common/i18n.ts';
import { dropReasons, stationNames } from '../ways/stations.ts';
import { consoleTexts } from './all.ts';

const folder = join(import.meta.dir, '..');
const tops = Object.keys(consoleTexts.en).join('|');
const literal = new RegExp(`'((?:${tops})(?:\\.[A-Za-z0-9_]+)+)'`, 'g');

/** What stands in the components as it is. */
const written = [...new Bun.Glob('**/*.{ts,tsx}').scanSync(folder)]
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('texts/'))
  .flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(literal)].map(([, key]) => key ?? ''),
  );

/** What is put together while a page runs. */
const made = [
  ...stationNames.flatMap((name) => [`ways.stations.${name}`, `ways.texts.${name}`]),
  ...dropReasons.map((why) => `ways.reasons.${why}`),
  ...['arrived', 'behind', 'nobody', 'dropped'].map((id) => `ways.outcomes.${id}`),
  ...['arrived', 'behind', 'nobody'].map((id) => `ways.outcomeTexts.${id}`),
  ...['overview', 'live', 'attributes', 'order', 'steer'].map((id) => `room.tabs.${id}`),
  ...['viewer', 'follower', 'gift', 'staff', 'host'].map((rank) => `room.ranks.${rank}`),
  ...['entering', 'inside', 'returning', 'closed'].map((id) => `room.live.status.${id}`),
  ...['syntax', 'null'].map((error) => `steer.attributes.errors.${error}`),
  ...['mute', 'ban'].flatMap((id) => [`steer.order.lifted.${id}`, `steer.order.nobody.${id}`]),
  ...['delivered', 'retried', 'carried', 'pulled'].map((id) => `room.reliable.${id}`),
  ...['auto', 'read', 'write'].flatMap((policy) => [
    `conversation.policies.${policy}`,
    `conversation.policyTexts.${policy}`,
  ]),
  ...['kind', 'mode', 'policy', 'priority', 'lowMark', 'epoch', 'createdAt'].map(
    (fact) => `conversation.facts.${fact}`,
  ),
];

test.each([...new Set([...written, ...made])])('there is a text for %s', (key) => {
  const forms = ['', '_one', '_other'].map((form) => textAt(key + form));
  expect(forms.find((text) => typeof text === 'string')).toBeString();
});

function textAt(key: string): string | Texts | undefined {
  return key
    .split('.')
    .reduce<string | Texts | undefined>(
      (texts, part) => (typeof texts === 'object' ? texts[part] : undefined),
      consoleTexts.en,
    );
}
