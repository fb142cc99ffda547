import { hideSecrets } from '../../url-secrets.ts';

/** Fields whose values nobody may read in a log. */
const secretField = /secret|password|token|key$|authorization|cookie|jwt/i;
const hidden = '***';

/**
 * What an operator sent, for the audit log: the query and the body, secrets hidden, at most `most`
 * characters. Undefined when nothing was sent.
 */
export function auditDetail(query: string, body: string, most: number): string | undefined {
  const text = [hideSecrets(query), body === '' ? '' : withoutSecrets(body)]
    .filter(Boolean)
    .join(' ');
  return text === '' ? undefined : shortened(text, most);
}

/** Of what is no JSON nobody can tell where a secret stands. */
function withoutSecrets(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (name, value: unknown) =>
      secretField.test(name) && isSecret(value) ? hidden : value,
    );
  } catch {
    return `${body.length} characters that are no JSON`;
  }
}

/** Whether there is something to hide at all. */
function isSecret(value: unknown): boolean {
  return value !== null && typeof value !== 'boolean';
}

export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
