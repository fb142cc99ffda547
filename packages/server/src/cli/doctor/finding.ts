/** `wrong` has to be mended, of `note` an operator should know, `ok` is as it should be. */
export interface Finding {
  kind: 'ok' | 'note' | 'wrong';
  text: string;
}

const marks = { ok: '  ok     ', note: '  note   ', wrong: '  WRONG  ' };

/** What was looked at, and what was found, a line each. */
export function reportText(title: string, findings: readonly Finding[]): string {
  return [title, ...findings.map(({ kind, text }) => `${marks[kind]}${text}`)].join('\n');
}

export function hasFault(findings: readonly Finding[]): boolean {
  return findings.some(({ kind }) => kind === 'wrong');
}
