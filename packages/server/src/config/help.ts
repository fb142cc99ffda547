import { defaultOf, expectationOf, isBoolean, isStructured } from './expectation.ts';
import { flagOf, textSettings } from './names.ts';
import { metaOf, type SettingName } from './schema.ts';
import type { Section } from './setting-meta.ts';

const sections: readonly Section[] = ['server', 'cluster', 'limits', 'fan-out', 'rooms', 'storage'];

/** The list of all flags, made from the schema. */
export function settingsHelp(): string {
  return sections.map(sectionHelp).join('\n\n');
}

function sectionHelp(section: Section): string {
  const names = textSettings.filter((name) => metaOf(name).section === section);
  const width = Math.max(...names.map((name) => usageOf(name).length));
  const lines = names.map((name) => {
    const { description } = metaOf(name);
    return `  ${usageOf(name).padEnd(width)}  ${description}${remarkOf(name)}`;
  });
  return [`${section}:`, ...lines].join('\n');
}

function remarkOf(name: SettingName): string {
  if (isBoolean(name)) return '';
  const initial = isStructured(name) ? '`eagre config` prints it' : defaultOf(name);
  return ` [${expectationOf(name)}; ${initial === '' ? 'none' : initial}]`;
}

function usageOf(name: SettingName): string {
  return isBoolean(name) ? `--${flagOf(name)}` : `--${flagOf(name)} VALUE`;
}
