import type { z } from 'zod';
import { issueField, issueMessage } from '../conversation/issues.ts';
import { ServiceError } from '../service-error.ts';

interface ValidationOutcome {
  target: string;
  success: boolean;
  error?: z.ZodError;
}

/** Ends a request with arguments that do not fit; the message names the first one. */
export function refuseInvalid(outcome: ValidationOutcome): void {
  if (outcome.success || outcome.error === undefined) return;
  const issue = outcome.error.issues[0];
  const field = issueField(issue) || (outcome.target === 'json' ? 'body' : outcome.target);
  throw new ServiceError('invalid_argument', issueMessage(field, issue), { field });
}
