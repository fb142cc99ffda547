import { expect, test } from 'bun:test';
import { misfits } from '../../../test/same-texts.ts';
import type { Texts } from '../../common/i18n.ts';
import { places } from '../frame/places.ts';
import { plotPlans } from '../now/plot-list.ts';
import { ranges } from '../view/view.tsx';
import { consoleTexts } from './all.ts';

test('both languages have the same texts', () => {
  expect(misfits(consoleTexts.en, consoleTexts.zh)).toEqual([]);
});

/** Keys that are put together while the page runs. */
const made = [
  ...places.flat().map(({ id }) => `frame.places.${id}`),
  ...ranges.map((range) => `view.ranges.${range}`),
  ...plotPlans.map(({ id }) => `now.plots.${id}`),
  ...plotPlans.flatMap(({ keys, each }) => [...keys, each]).map((key) => `now.series.${key}`),
];

test.each(made)('there is a text for %s', (key) => {
  const text = key
    .split('.')
    .reduce<string | Texts | undefined>(
      (texts, part) => (typeof texts === 'object' ? texts[part] : undefined),
      consoleTexts.en,
    );
  expect(text).toBeString();
});
