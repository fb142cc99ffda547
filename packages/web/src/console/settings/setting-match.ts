import type { ConfigAnswer } from '@eagre/server/console';
import { formatBytes, formatMs } from '../../common/format.ts';
import { hasWords } from '../parts/has-words.ts';
import { noValue } from '../units.ts';

export type Setting = ConfigAnswer['settings'][number];

/** As one would write it: text as it is, everything else as JSON; a sign where there is nothing. */
export function valueText(value: unknown): string {
  if (value === '' || value === undefined) return noValue;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the unit at the end of its name makes of a figure that is hard to read; undefined for others. */
export function sizeText({ name, value }: Setting): string | undefined {
  if (typeof value !== 'number' || value < 1_000) return undefined;
  if (name.endsWith('Ms')) return formatMs(value);
  return name.endsWith('Bytes') ? formatBytes(value) : undefined;
}

/** Whether all words of `search` are somewhere in the setting's name, description or value. */
export function matches(setting: Setting, search: string): boolean {
  const text = `${setting.name} ${setting.section} ${setting.description} ${valueText(setting.value)}`;
  return hasWords(text, search);
}

/** Sections in the order in which they first come. */
export function sectionsOf(
  settings: readonly Setting[],
): readonly (readonly [section: string, settings: readonly Setting[]])[] {
  return [...Map.groupBy(settings, ({ section }) => section)];
}
