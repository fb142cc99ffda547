import { join } from 'node:path';

const name = 'web.pages';

interface NamedFile extends Blob {
  readonly name: string;
}

/** Where the pages are: inside the executable, else where the repository builds them. */
export function pagesFile(): string {
  const embedded = (Bun.embeddedFiles as NamedFile[]).find((file) => file.name.startsWith('web'));
  if (embedded !== undefined) return `${import.meta.dir}/${embedded.name}`;
  return join(import.meta.dir, '../../../web/dist', name);
}
