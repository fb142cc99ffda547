import type { Texts } from '../src/common/i18n.ts';

/**
 * Where texts in two languages do not fit together: a key that one lacks, a text that is empty, a
 * `{{value}}` that one does not show. Plural forms (`_one`, `_other` …) count as one key.
 */
export function misfits(en: Texts, zh: Texts): string[] {
  const english = flat(en);
  const chinese = flat(zh);
  return [
    ...[...english.keys()].filter((key) => !chinese.has(key)).map((key) => `${key} is not in zh`),
    ...[...chinese.keys()].filter((key) => !english.has(key)).map((key) => `${key} is not in en`),
    ...[...english, ...chinese]
      .filter(([, text]) => !text.trim())
      .map(([key]) => `${key} is empty`),
    ...[...english]
      .filter(([key, text]) => chinese.has(key) && values(text) !== values(chinese.get(key) ?? ''))
      .map(([key]) => `${key} has other values in zh`),
  ];
}

function flat(texts: Texts, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[before + key.replace(/_(zero|one|two|few|many|other)$/, ''), value]]
        : [...flat(value, `${before}${key}.`)],
    ),
  );
}

function values(text: string): string {
  return [...new Set(text.match(/\{\{[^}]*\}\}/g))].toSorted().join(' ');
}
