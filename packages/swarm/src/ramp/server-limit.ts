/** Whose rate a refusal speaks of, and the setting that it follows from. */
const settings: Record<string, string> = {
  'by one connection': 'commandsPerSecond',
  'by one user': 'sendsPerSecond',
  'by one app': 'appSendsPerSecond',
  'by one user in a room': 'roomUserPerSecond',
  'in one room': 'roomPerSecond',
  'in all rooms of one app': 'roomAppPerSecond',
};

/** `at most 5000 messages a second in one room, 10000 at once` */
const refusalByRate = /at most ([\d.]+) [a-z]+ a second ([a-z ]+)/;

/** The server's own setting by which it refused: `roomPerSecond=5000`. Undefined: for something else. */
export function serverLimit(refusal: string): string | undefined {
  const [text, perSecond, whose = ''] = refusalByRate.exec(refusal) ?? [];
  if (text === undefined) return undefined;
  const setting = settings[whose];
  return setting === undefined ? `"${text}"` : `${setting}=${perSecond}`;
}
