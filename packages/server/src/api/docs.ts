import type { Hono } from 'hono';
import stylePath from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' };
import bundlePath from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' };
import type { ApiEnv } from './gate.ts';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Eagre HTTP API</title>
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/v1/docs/swagger-ui-bundle.js"></script>
<script src="/v1/docs/start.js"></script>
</body>
</html>
`;

const start = `window.ui = SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
});
`;

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  'cache-control': 'max-age=3600',
};

/** A page to read and try the API on; everything on it comes from this server. */
export function addDocs(api: Hono<ApiEnv>): void {
  api.get('/v1/docs', (context) => context.html(page, 200, headers));
  api.get('/v1/docs/start.js', () => file(start, 'text/javascript'));
  api.get('/v1/docs/swagger-ui-bundle.js', () => file(Bun.file(bundlePath), 'text/javascript'));
  api.get('/v1/docs/swagger-ui.css', () => file(Bun.file(stylePath), 'text/css'));
}

function file(content: Blob | string, type: string): Response {
  return new Response(content, {
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
  });
}
