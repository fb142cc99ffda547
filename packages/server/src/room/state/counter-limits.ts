import { ServiceError } from '../../service-error.ts';
import type { Tally } from './tally.ts';

/** Totals stay within this, far from where numbers lose their last digit, whatever nodes add at once. */
const mostOfTotal = 10 ** 15;

/** Errors: `limit_exceeded`, for a total or for names beyond `mostNames`. */
export function requireRoom(
  tally: Pick<Tally, 'size' | 'total'>,
  added: readonly [string, number][],
  { field, mostNames }: { field: string; mostNames: number },
): void {
  let names = tally.size;
  for (const [name, sum] of added) {
    const total = tally.total(name);
    if (total === undefined) names += 1;
    if (Math.abs((total ?? 0) + sum) > mostOfTotal) {
      throw new ServiceError('limit_exceeded', `${name} would pass ${mostOfTotal}`, {
        field: `${field}.${name}`,
      });
    }
  }
  if (names <= mostNames || names === tally.size) return;
  throw new ServiceError('limit_exceeded', `a room may have at most ${mostNames} counters`, {
    field,
  });
}

/** Errors: `invalid_argument`. */
export function requireSum(name: string, sum: number): void {
  if (Number.isSafeInteger(sum) && Math.abs(sum) <= mostOfTotal) return;
  throw new ServiceError(
    'invalid_argument',
    `add.${name} must be a whole number to ${mostOfTotal}`,
    {
      field: `add.${name}`,
    },
  );
}
