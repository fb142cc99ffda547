import { metaOf, type SettingName, settingNames } from './schema.ts';

/** `logLevel` → `EAGRE_LOG_LEVEL` */
export function variableOf(name: SettingName): string {
  return `EAGRE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** `logLevel` → `log-level`, without the dashes in front. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Settings that fit one word of text: all but the structured ones. */
export const textSettings: readonly SettingName[] = settingNames.filter(
  (name) => metaOf(name).fileOnly !== true,
);
