import { join } from 'node:path';

const packageFolder = join(import.meta.dir, '../..');
const root = join(packageFolder, '../..');

/** One file as it is to be served, by its path without the leading slash. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Bundles the two pages, the SDK for pages of others, and the example: everything a server serves. */
export async function bundle(): Promise<BuiltFile[]> {
  const pages = await built({
    entrypoints: ['shop.html', 'console.html'].map((name) => join(packageFolder, 'src', name)),
    splitting: true,
    // The browser's address of a page says nothing of where its files are.
    publicPath: '/',
    naming: {
      entry: '[name].[ext]',
      chunk: 'assets/[name]-[hash].[ext]',
      asset: 'assets/[name]-[hash].[ext]',
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const sdk = await built({
    entrypoints: [join(root, 'packages/client/src/index.ts')],
    naming: { entry: 'eagre-client.[ext]' },
  });
  return [...pages, ...sdk, ...(await example())];
}

async function built(config: Bun.BuildConfig): Promise<BuiltFile[]> {
  const result = await Bun.build({ target: 'browser', format: 'esm', minify: true, ...config });
  if (!result.success) throw new AggregateError(result.logs, 'the pages could not be bundled');
  return Promise.all(
    result.outputs.map(async (output) => ({
      path: output.path.replace(/^\.?\//, ''),
      bytes: new Uint8Array(await output.arrayBuffer()),
      type: output.type,
    })),
  );
}

async function example(): Promise<BuiltFile[]> {
  const file = Bun.file(join(root, 'examples/plain/index.html'));
  if (!(await file.exists())) return [];
  return [{ path: 'examples/plain.html', bytes: await file.bytes(), type: 'text/html' }];
}
