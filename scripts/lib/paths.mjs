import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const inRoot = (...parts) => join(root, ...parts);

/** The binary inside the `bun` package; it has this name on every platform. */
export const bunBinary = inRoot('node_modules', 'bun', 'bin', 'bun.exe');
