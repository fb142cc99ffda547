import { bodySchemaOf, type CustomKind, type MessageKind, wireLimits } from '@eagre/protocol';
import { deeperThan } from '../json-depth.ts';
import { ServiceError } from '../service-error.ts';
import { issueField, issueMessage } from './issues.ts';

/**
 * Checks a body against its kind's schema and the size limit, and gives the JSON text that is
 * stored. Depth is checked first: the schema of custom kinds is recursive.
 */
export function bodyText(kind: MessageKind | CustomKind, body: Record<string, unknown>): string {
  if (deeperThan(body, wireLimits.jsonDepth)) {
    throw invalid('body', `body must not be nested deeper than ${wireLimits.jsonDepth} levels`);
  }
  const checked = bodySchemaOf(kind).safeParse(body);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const field = issueField(issue, ['body']);
    throw invalid(field, issueMessage(field, issue));
  }
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  if (bytes > wireLimits.bodyBytes) {
    throw new ServiceError(
      'too_large',
      `body is ${bytes} bytes as JSON, at most ${wireLimits.bodyBytes} are allowed`,
      { field: 'body' },
    );
  }
  return text;
}

function invalid(field: string, message: string): ServiceError {
  return new ServiceError('invalid_argument', message, { field });
}
