/** A number that is looked at once a second. */
export interface Figure<Name extends string = string> {
  readonly name: Name;
  /** `gauge`: as it is. `rate`: counted since the start, told a second. */
  readonly kind: 'gauge' | 'rate';
  /** What a minute is told to have been: the mean of its seconds, or the worst of them. */
  readonly minute: 'mean' | 'worst';
  /** NaN where there is nothing to tell. Called once a second, whether or not anybody looks. */
  readonly read: () => number;
}

export function gauge<Name extends string>(name: Name, read: () => number): Figure<Name> {
  return { name, kind: 'gauge', minute: 'mean', read };
}

/** A minute is as bad as its worst second. */
export function worst<Name extends string>(name: Name, read: () => number): Figure<Name> {
  return { name, kind: 'gauge', minute: 'worst', read };
}

export function rate<Name extends string>(name: Name, read: () => number): Figure<Name> {
  return { name, kind: 'rate', minute: 'mean', read };
}
