import { z } from 'zod';

/** Where `eagre help` lists a setting. */
export type Section = 'server' | 'cluster' | 'limits' | 'fan-out' | 'rooms' | 'storage' | 'apps';

export interface SettingMeta {
  section: Section;
  description: string;
  /** What it takes, for people, where the type does not tell. */
  expects?: string;
  /** Can't be said in a flag or a variable; only the file has it. */
  fileOnly?: true;
  /** Nobody is shown its value. */
  secret?: true;
  [extra: string]: unknown;
}

export function metaIn(section: Section): (description: string) => SettingMeta {
  return (description) => ({ section, description });
}

export const count = (max: number) => z.int().min(1).max(max);
export const durationMs = (max: number) => z.int().min(1).max(max);

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
