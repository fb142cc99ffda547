import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** A file of the pages, ready to be sent. */
export interface PageFile {
  readonly type: string;
  /** Of the content; quoted, as `etag` wants it. */
  readonly tag: string;
  /** Hashes of the scripts inside a page. */
  readonly scripts: readonly string[];
  readonly gzip: Uint8Array<ArrayBuffer>;
  plain(): Uint8Array<ArrayBuffer>;
}

/** Where the pages are: by path without the leading slash. Undefined: no pack is there. */
export type PagePack = () => Promise<ReadonlyMap<string, PageFile> | undefined>;

const packed = z.object({
  version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      type: z.string(),
      tag: z.string(),
      scripts: z.array(z.string()),
      gzip: z.base64(),
    }),
  ),
});

/**
 * The pack that `packages/web/scripts/build.ts` writes, read when first asked for, and again when it was
 * built anew.
 */
export function pagePack(path: string): PagePack {
  let read: { changedMs: number; files: Promise<ReadonlyMap<string, PageFile>> } | undefined;
  return async () => {
    const file = Bun.file(path);
    if (!(await file.exists())) return undefined;
    const changedMs = file.lastModified;
    if (read?.changedMs !== changedMs) {
      read = { changedMs, files: file.text().then((text) => filesOf(text)) };
    }
    return read.files;
  };
}

export function filesOf(text: string): ReadonlyMap<string, PageFile> {
  const { files } = packed.parse(JSON.parse(text));
  const found = Object.entries(files).map(([path, { type, tag, scripts, gzip }]) => {
    const bytes = Uint8Array.from(Buffer.from(gzip, 'base64'));
    const file: PageFile = {
      ...{ type, scripts, tag: `"${tag}"`, gzip: bytes },
      plain: () => Uint8Array.from(gunzipSync(bytes)),
    };
    return [path, file] as const;
  });
  return new Map(found);
}
