import type { PageFile, PagePack } from './page-pack.ts';

export interface PagesOptions {
  readonly pack: PagePack;
  /** Development mode: also the demo shop and the example. */
  readonly dev: boolean;
}

/** Answers requests for pages and what belongs to them; undefined for all other paths. */
export type Pages = (request: Request) => Promise<Response | undefined>;

const shop = ['/', '/host'];
const developmentFiles: Readonly<Record<string, string>> = {
  '/examples/plain': 'examples/plain.html',
  '/eagre-client.js': 'eagre-client.js',
};

/** Their names change with their content. */
const foreverSeconds = 365 * 24 * 3600;

export function createPages({ pack, dev }: PagesOptions): Pages {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const name = fileOf(pathname, dev);
    if (name === undefined) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused();
    const files = await pack();
    if (files === undefined) return notBuilt();
    const file = files.get(name);
    return file === undefined ? missing(pathname) : sent(request, name, file);
  };
}

/** The file that is shown at a path; pages read the rest of the path themselves. */
function fileOf(path: string, dev: boolean): string | undefined {
  if (path === '/console' || path.startsWith('/console/')) return 'console.html';
  if (path.startsWith('/assets/')) return path.slice(1);
  if (!dev) return undefined;
  return shop.includes(path) ? 'shop.html' : developmentFiles[path];
}

function sent(request: Request, name: string, file: PageFile): Response {
  const headers = new Headers({
    'content-type': file.type,
    etag: file.tag,
    vary: 'accept-encoding',
    'cache-control': name.startsWith('assets/')
      ? `public, max-age=${foreverSeconds}, immutable`
      : 'no-cache',
    ...safety(file),
  });
  if (request.headers.get('if-none-match') === file.tag) {
    return new Response(null, { status: 304, headers });
  }
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (takesGzip) headers.set('content-encoding', 'gzip');
  const body = takesGzip ? file.gzip : file.plain();
  headers.set('content-length', String(body.byteLength));
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

/** Pages take nothing from elsewhere, and nobody frames them. */
function safety({ type, scripts }: PageFile): Record<string, string> {
  const nosniff = { 'x-content-type-options': 'nosniff' };
  if (!type.startsWith('text/html')) return nosniff;
  const own = scripts.map((hash) => ` '${hash}'`).join('');
  const policy = [
    "default-src 'self'",
    `script-src 'self'${own}`,
    // Parts that place and size things by style need it.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    ...nosniff,
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  };
}

const text = { 'content-type': 'text/plain; charset=utf-8' };

function refused(): Response {
  return new Response('a page takes GET and HEAD only\n', {
    status: 405,
    headers: { ...text, allow: 'GET, HEAD' },
  });
}

function missing(path: string): Response {
  return new Response(`no file ${path}\n`, { status: 404, headers: text });
}

function notBuilt(): Response {
  const how = 'the pages were not built: run `npm run web`, or start with `npm start`\n';
  return new Response(how, { status: 503, headers: text });
}
