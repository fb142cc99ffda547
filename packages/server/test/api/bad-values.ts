/** A value that is refused, and what the message says of it. */
export type BadValue = [value: unknown, message: string];

export interface BadInput {
  /** Takes the place of the parameters in the path; they exist. */
  path: Record<string, string>;
  /** A body that is taken, but for the field under test. */
  body?: Record<string, unknown>;
  bodyFields?: Record<string, BadValue[]>;
  queryFields?: Record<string, BadValue[]>;
}

export const nameRule = 'must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -';
export const groupRule = 'must look like group:NAME';
export const conversationRule = 'must look like group:NAME or direct:USER:USER (users in order)';
export const kindRule = 'must be text, item, image, link, notice, or custom:NAME';
const long = 'x'.repeat(129);

export const notText: BadValue = [7, 'expected string, received number'];
export const userValues: BadValue[] = [
  ['a:b', nameRule],
  ['', nameRule],
  [null, 'expected string, received null'],
];
export const titleValues: BadValue[] = [
  [long, 'must have at most 128 characters'],
  ['', 'must have at least 1 characters'],
  notText,
];
export const usersValues: BadValue[] = [
  ['bob', 'expected array, received string'],
  [['a:b'], nameRule],
];
export const someUsers: BadValue[] = [...usersValues, [[], 'must have at least 1 items']];
export const manyUsers: BadValue = [
  Array.from({ length: 501 }, (_, i) => `u${i}`),
  'must have at most 500 items',
];
export const booleanValues: BadValue[] = [['yes', 'expected boolean, received string']];
export const limitValues: BadValue[] = [
  ['0', 'must be at least 1'],
  ['501', 'must be at most 500'],
  ['ten', 'expected number, received NaN'],
];

export const content = {
  from: userValues,
  kind: [['song', kindRule], notText] as BadValue[],
  body: [
    ['hi', 'expected record, received string'],
    [{ text: '' }, 'must have at least 1 characters'],
    [{ text: 'hi', colour: 'red' }, 'is not an argument'],
  ] as BadValue[],
  clientId: userValues,
};
export const message = { kind: 'text', body: { text: 'hi' } };
