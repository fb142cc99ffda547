/** `http://127.0.0.1:7070`, `http://[::1]:7070` */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
