import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { BuiltFile } from './bundle.ts';

/**
 * All files in one, as `packages/server/src/pages/page-pack.ts` reads it: so that an executable can
 * carry it, and a server that runs never sees half of a new build.
 */
export function packOf(files: readonly BuiltFile[]): string {
  const packed = files.map(({ path, bytes, type }) => [
    path,
    {
      type: type.includes('charset') ? type : `${type}; charset=utf-8`,
      tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
      scripts: path.endsWith('.html') ? inlineScripts(new TextDecoder().decode(bytes)) : [],
      gzip: gzipSync(bytes, { level: 9 }).toString('base64'),
    },
  ]);
  return JSON.stringify({ version: 1, files: Object.fromEntries(packed) });
}

/** Hashes of the scripts inside a page, by which its policy lets them run. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `sha256-${createHash('sha256').update(script).digest('base64')}`,
  );
}
