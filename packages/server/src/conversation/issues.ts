import { wireLimits } from '@eagre/protocol';
import type { z } from 'zod';

/** Path of the refused argument, `users.3`; arguments are named as on the wire. */
export function issueField(issue: z.core.$ZodIssue | undefined, base: string[] = []): string {
  const path = [...base, ...(issue?.path ?? []).map(String)];
  if (issue?.code === 'unrecognized_keys') path.push(clipped(issue.keys[0] ?? ''));
  return path.map(clipped).join('.');
}

/** One sentence that names the field and the rule or limit it broke. */
export function issueMessage(field: string, issue: z.core.$ZodIssue | undefined): string {
  const subject = field === '' ? 'request' : field;
  if (issue === undefined) return `${subject} is invalid`;
  switch (issue.code) {
    case 'too_big':
      return `${subject} must ${verbOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `${subject} must ${verbOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `${subject} is not an argument of this command`;
    case 'invalid_key':
      return `${subject}: ${issue.issues[0]?.message ?? 'is no name'}`;
    case 'invalid_format':
    case 'custom':
      return `${subject}: ${issue.message}`;
    default:
      return `${subject}: ${issue.message.replace(/^Invalid input: /, '')}`;
  }
}

function verbOf(origin: string): string {
  return origin === 'string' || origin === 'array' || origin === 'object' ? 'have' : 'be';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

/** A field name may come from the device: it is not echoed at any length. */
function clipped(name: string): string {
  return name.length > wireLimits.titleLength ? `${name.slice(0, wireLimits.titleLength)}…` : name;
}
