/**
 * Arrays as PostgreSQL reads them. Made here and not by the client library, which looks at each
 * value as if it could be anything: a batch has ten thousand of them.
 */
export function numbersLiteral(values: readonly (number | null)[]): string {
  // A join would drop null.
  return values.includes(null)
    ? `{${values.map((value) => value ?? 'NULL').join()}}`
    : `{${values.join()}}`;
}

export function textsLiteral(values: readonly (string | null)[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as string | null;
    if (index > 0) literal += ',';
    literal += value === null ? 'NULL' : quoted(value);
  }
  return `${literal}}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
