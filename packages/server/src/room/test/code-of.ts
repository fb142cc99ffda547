import { ServiceError } from '../../service-error.ts';
import { TimelineError } from '../../timeline/timeline.ts';

/** `ok`, or the code with which a call was refused. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (error instanceof ServiceError || error instanceof TimelineError) return error.code;
    throw error;
  }
}
