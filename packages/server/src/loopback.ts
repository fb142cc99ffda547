const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** Whether a host name or address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}
