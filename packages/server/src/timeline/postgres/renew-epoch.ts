import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Link, Statement } from './link-types.ts';

const tablesAreThere: Statement = {
  name: '',
  text: `SELECT to_regprocedure('eagre.renew_epoch_1(bigint)') IS NOT NULL`,
};

const renew: Statement = { name: '', text: 'SELECT eagre.renew_epoch_1($1)' };

/** Gives all queues a new epoch and returns it. Rejects with `StoreOpenError`, and as a `Link`. */
export async function renewEpoch(link: Pick<Link, 'write'>, nowMs: number): Promise<number> {
  const [[isThere] = []] = await link.write(tablesAreThere);
  if (isThere !== true) {
    throw new StoreOpenError('not_a_store', 'this database holds no store of Eagre');
  }
  const [[epoch] = []] = await link.write(renew, [Math.floor(nowMs / 1000)]);
  return Number(epoch);
}
