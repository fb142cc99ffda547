import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The name of this device, drawn once for a state folder: positions belong to one device, and two
 * running at once under one name would throw each other out.
 */
export function deviceNameIn(folder: string): string {
  const path = join(folder, 'device');
  const known = readIfThere(path);
  if (known !== undefined && /^chat-[a-z0-9]{12}$/.test(known)) return known;
  const name = `chat-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, name);
  return name;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
