import { types } from 'pg';

type Parse = (text: string) => unknown;

/** The library's own types leave arrays out. */
const parserOf = types.getTypeParser as (type: number) => Parse;

/** By the number of their type: bool, ints, oid, floats, and arrays of bool, ints and texts. */
const asTheLibrary = [16, 21, 23, 26, 700, 701, 1000, 1005, 1007, 1009, 1015];
const bigint = 20;
const bigints = 1016;

const asText: Parse = (text) => text;
const toNumber = (text: string | null) => (text === null ? null : Number(text));
const parseTexts = parserOf(1009) as (text: string) => (string | null)[];

const parsers = new Map<number, Parse>([
  ...asTheLibrary.map((type): [number, Parse] => [type, parserOf(type)]),
  // Ours stay below 2^53.
  [bigint, Number],
  [bigints, (text) => parseTexts(text).map(toNumber)],
]);

/** Answers come as texts; what has no parser here stays one. */
export const valueTypes = { getTypeParser: (type: number) => parsers.get(type) ?? asText };
