import type { Limits } from '../../../limits.ts';
import type { Link, Row, Value } from '../../postgres/link-types.ts';
import { inBucket, type RowTable } from './row-tables.ts';

/** Rows of a table, as a JSON array. */
export interface Page {
  readonly rows: string;
  readonly count: number;
  /** The last of them. */
  readonly last: string;
}

/** Rows that were changed by transactions that a moment did not see yet; undefined: all rows. */
export type Since = string | undefined;

/** A page is looked for among all rows of a bucket, which may not be in memory. ms. */
const limitMs = 60_000;

/** Reads the rows of buckets at the server that owns them, while it is in use. */
export class BucketSource {
  readonly #link: Pick<Link, 'read'>;
  readonly #limits: Pick<Limits, 'bucketRows' | 'bucketRowsChars'>;

  constructor(link: Pick<Link, 'read'>, limits: Pick<Limits, 'bucketRows' | 'bucketRowsChars'>) {
    this.#link = link;
    this.#limits = limits;
  }

  /** Of now, for `Since`: what is changed from here on is seen by its transaction. */
  async moment(): Promise<string> {
    const [row] = await this.#read('SELECT pg_snapshot_xmin(pg_current_snapshot())::text', []);
    return row?.[0] as string;
  }

  /** No queue of the server has a smaller epoch. */
  async epochFloor(): Promise<number> {
    const [row] = await this.#read(`SELECT value FROM eagre.meta WHERE name = 'epoch_floor'`, []);
    return Number(row?.[0] ?? 0);
  }

  count(table: RowTable, bucket: number): Promise<number> {
    return countRows(this.#link, table, bucket);
  }

  /** Queues in which anything has changed. */
  async changedQueues(bucket: number, since: string): Promise<number[]> {
    const queue: RowTable = { name: 'queue', key: { queue_no: 'bigint' } };
    const text = `SELECT t.queue_no FROM eagre.queue t
      WHERE ${inBucket(queue, bucket)} AND ${changed('$1')} ORDER BY 1`;
    return (await this.#read(text, [since])).map((row) => Number(row[0]));
  }

  rows(table: RowTable, bucket: number, since: Since): AsyncGenerator<Page> {
    return this.#pages(table, 'row_to_json(t)', inBucket(table, bucket), since);
  }

  /** Of `entry` and `personal`. */
  rowsOfQueues(table: RowTable, queues: readonly number[], since: string): AsyncGenerator<Page> {
    const condition = `t.queue_no = ANY ('{${queues.join()}}'::bigint[])`;
    return this.#pages(table, 'row_to_json(t)', condition, since);
  }

  /** Rows with nothing but their keys. */
  keys(table: RowTable, bucket: number): AsyncGenerator<Page> {
    const fields = Object.keys(table.key).map((name) => `'${name}', t.${name}`);
    const row = `json_build_object(${fields.join(', ')})`;
    return this.#pages(table, row, inBucket(table, bucket), undefined);
  }

  async *#pages(
    table: RowTable,
    row: string,
    condition: string,
    since: Since,
  ): AsyncGenerator<Page> {
    const { bucketRows, bucketRowsChars } = this.#limits;
    const key = Object.entries(table.key);
    const columns = key.map(([name]) => `t.${name}`).join(', ');
    const places = key.map((_, index) => `place_${index}`).join(', ');
    let after: Row | undefined;
    do {
      const parameters: Value[] = [];
      const conditions = [condition];
      if (since !== undefined) conditions.push(changed(`$${parameters.push(since)}`));
      if (after !== undefined) {
        const from = key.map(
          ([, type], index) => `$${parameters.push(after?.[index] as Value)}::text::${type}`,
        );
        conditions.push(`(${columns}) > (${from.join(', ')})`);
      }
      const rows = await this.#read(
        `SELECT row, ${places} FROM (
          SELECT *, row_number() OVER w AS n, sum(length(row)) OVER w AS chars FROM (
            SELECT ${row}::text AS row, ${key.map(([name], i) => `t.${name} AS place_${i}`).join(', ')}
            FROM eagre.${table.name} t WHERE ${conditions.join(' AND ')}
            ORDER BY ${columns} LIMIT ${bucketRows}
          ) page WINDOW w AS (ORDER BY ${places})
        ) fitting WHERE chars <= ${bucketRowsChars} OR n = 1 ORDER BY n`,
        parameters,
      );
      const texts = rows.map(([text]) => text as string);
      const last = texts.at(-1);
      if (last === undefined) return;
      yield { rows: `[${texts.join()}]`, count: rows.length, last };
      after = rows.at(-1)?.slice(1);
    } while (after !== undefined);
  }

  #read(text: string, parameters: readonly Value[]): Promise<Row[]> {
    return this.#link.read({ name: '', text, limitMs }, parameters);
  }
}

export async function countRows(
  { read }: Pick<Link, 'read'>,
  table: RowTable,
  bucket: number,
): Promise<number> {
  const text = `SELECT count(*) FROM eagre.${table.name} t WHERE ${inBucket(table, bucket)}`;
  const [row] = await read({ name: '', text, limitMs });
  return Number(row?.[0] ?? 0);
}

/** Ages of transactions are compared, not numbers: those come round. */
function changed(since: string): string {
  return `age(t.xmin) <= age(${since}::text::xid8::xid)`;
}
