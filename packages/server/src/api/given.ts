type Given<Shape> = { [Key in keyof Shape]: Exclude<Shape[Key], undefined> };

/** The properties that are there: an optional one that is undefined is left out. */
export function given<Shape extends object>(shape: Shape): Given<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Given<Shape>;
}
