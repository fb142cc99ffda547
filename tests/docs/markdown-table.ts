/**
 * Rows of the tables of a document whose header starts with the given cells; the cells of each row
 * are trimmed, and backquotes round a whole cell are taken off.
 */
export function tableRows(markdown: string, ...header: readonly string[]): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of markdown.split('\n')) {
    const cells = cellsOf(line);
    if (cells === undefined) inside = false;
    else if (header.every((name, index) => cells[index] === name)) inside = true;
    else if (inside && !/^-+$/.test(cells[0] ?? '')) rows.push(cells);
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith('|') || !line.endsWith('|')) return undefined;
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1'));
}
