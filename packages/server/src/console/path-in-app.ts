const prefix = /^\/console\/api\/apps\/[^/]+/;

/** What stands behind `/console/api/apps/{app}` in a path, still encoded: `/v1/rooms`. */
export function pathInApp(path: string): string {
  return path.replace(prefix, '');
}
