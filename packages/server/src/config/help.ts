import { defaultOf, expectationOf, isBoolean } from './expectation.ts';
import { flagOf, textSettings } from './names.ts';
import { metaOf, type Section, type SettingName } from './schema.ts';

const sections: readonly Section[] = ['server', 'limits', 'fan-out', 'storage'];

/** The list of all flags, made from the schema. */
export function settingsHelp(): string {
  return sections.map(sectionHelp).join('\n\n');
}

function sectionHelp(section: Section): string {
  const names = textSettings.filter((name) => metaOf(name).section === section);
  const width = Math.max(...names.map((name) => usageOf(name).length));
  const lines = names.map((name) => {
    const { description } = metaOf(name);
    const remark = isBoolean(name) ? '' : ` [${expectationOf(name)}; ${defaultOf(name)}]`;
    return `  ${usageOf(name).padEnd(width)}  ${description}${remark}`;
  });
  return [`${section}:`, ...lines].join('\n');
}

function usageOf(name: SettingName): string {
  return isBoolean(name) ? `--${flagOf(name)}` : `--${flagOf(name)} VALUE`;
}
