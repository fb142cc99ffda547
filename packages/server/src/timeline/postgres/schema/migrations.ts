import { commitFunction } from './commit-function.ts';
import { keepFunctions } from './keep-functions.ts';
import { moveFunctions } from './move-functions.ts';
import { onceFunctions } from './once-functions.ts';
import { tables } from './tables.ts';
import { writeFunctions } from './write-functions.ts';

/**
 * The schema, step by step: migration `n` (counted from 1) brings version `n - 1` to `n`. Steps that
 * were released are never changed, only followed by another. While nodes are upgraded one after the
 * other the older ones work on with the newer schema, so a step takes nothing away that the program
 * before it uses: functions carry a number, and a changed one is a new one. Texts and not files, so
 * that they are inside the compiled executable.
 */
export const migrations: readonly string[] = [
  [tables, writeFunctions, onceFunctions, commitFunction, keepFunctions, moveFunctions].join('\n'),
];
