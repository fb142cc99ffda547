import type { Run, Statement } from './link-types.ts';

const begin: Statement = { name: '', text: 'BEGIN' };
const commit: Statement = { name: '', text: 'COMMIT' };
const rollback: Statement = { name: '', text: 'ROLLBACK' };

/**
 * Runs `work` in a transaction of this connection and commits, if no statement of it was refused:
 * the server would answer such a commit with a rollback that looks like a success.
 */
export async function inTransaction<T>(run: Run, work: (run: Run) => Promise<T>): Promise<T> {
  let refusal: { error: unknown } | undefined;
  const watched: Run = async (statement, parameters) => {
    try {
      return await run(statement, parameters);
    } catch (error) {
      refusal ??= { error };
      throw error;
    }
  };
  await run(begin);
  try {
    const result = await work(watched);
    if (refusal !== undefined) throw refusal.error;
    await run(commit);
    return result;
  } catch (error) {
    // On a connection that has ended there is nothing to roll back.
    await run(rollback).catch(() => undefined);
    throw error;
  }
}
