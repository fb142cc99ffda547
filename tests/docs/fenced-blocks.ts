/** A fenced block of a Markdown document. */
export interface FencedBlock {
  /** The word after the fence: `json`, `ts`, `sh` … */
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

const fence = /^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm;

export function fencedBlocks(markdown: string, language?: string): FencedBlock[] {
  return [...markdown.matchAll(fence)]
    .map((match) => ({
      language: match[1] ?? '',
      text: match[2] ?? '',
      line: markdown.slice(0, match.index).split('\n').length,
    }))
    .filter((block) => language === undefined || block.language === language);
}
