import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What is wrong with the links and file names in a Markdown document, each with its line. */
export function brokenReferences(root: string, path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return withoutFences(text)
    .split('\n')
    .flatMap((line, index) => {
      const where = `${path}:${index + 1}`;
      return [...brokenLinks(root, path, line), ...missingFiles(root, line)].map(
        (problem) => `${where} ${problem}`,
      );
    });
}

/** Code blocks may show anything; their lines stay, so that line numbers do. */
function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''));
}

function brokenLinks(root: string, path: string, line: string): string[] {
  return [...line.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : relative(root, join(root, dirname(path), file));
    if (!existsSync(join(root, target))) return [`links to ${link}, which is not there`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    const anchors = anchorsOf(readFileSync(join(root, target), 'utf8'));
    return anchors.has(anchor) ? [] : [`links to ${link}, a heading that is not there`];
  });
}

/** Names in backquotes that look like a path from the root, and have no file or folder. */
function missingFiles(root: string, line: string): string[] {
  const named = line.matchAll(/`((?:packages|docs|tests|bench|examples|scripts)\/[\w./-]+)`/g);
  return [...named].flatMap(([, file = '']) =>
    existsSync(join(root, file)) ? [] : [`names ${file}, which is not there`],
  );
}

/** Anchors as the usual renderers make them from headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = withoutFences(markdown).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
