import { TimelineError } from '../timeline.ts';

/**
 * A server refused a whole batch, which had no effect: the batch was routed by another version of the
 * map of buckets than the server knows. `version` is the server's.
 */
export class StaleMapError extends TimelineError {
  readonly version: number;

  constructor(version: number) {
    super(
      'unavailable',
      `buckets are being moved; the server is at version ${version} of their map`,
    );
    this.name = 'StaleMapError';
    this.version = version;
  }
}
