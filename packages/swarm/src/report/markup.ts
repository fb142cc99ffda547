/** HTML that may stand as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Part[];

/** A template in which everything but `Markup` is escaped; lists are put one after the other. */
export function markup(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(parts.map((part, i) => part + textOf(values[i] ?? '')).join(''));
}

function textOf(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return Bun.escapeHTML(value);
}

/** JSON for a script element: nothing in it can end the element, and it is still the same JSON. */
export function jsonMarkup(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

export interface Column {
  title: string;
  isNumber?: boolean;
}

/** A table that scrolls by itself where the screen is narrow. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
): Markup {
  const kind = (i: number) => (columns[i]?.isNumber ? markup` class="number"` : '');
  return markup`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, i) => markup`<th scope="col"${kind(i)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => markup`<tr>${cells.map((cell, i) => cellMarkup(cell, i, kind(i)))}</tr>\n`)}</tbody>
</table></div>`;
}

function cellMarkup(cell: Part, at: number, kind: Part): Markup {
  return at === 0 ? markup`<th scope="row"${kind}>${cell}</th>` : markup`<td${kind}>${cell}</td>`;
}
