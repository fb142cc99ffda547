import type { ConsoleError } from '../api/console-error.ts';

/** Whether an error is about a field of the request or about something in it. */
export function isAbout({ field }: Pick<ConsoleError, 'field'>, name: string): boolean {
  return field === name || field?.startsWith(`${name}.`) === true;
}
