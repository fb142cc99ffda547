import type { Page } from 'playwright-core';

/** What of a result of axe is told. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

type WithAxe = typeof globalThis & {
  axe: {
    run(part: string | Document, options: object): Promise<{ violations: readonly Violation[] }>;
  };
};

/** The rules of WCAG 2.2, levels A and AA, that a program can check, and what else is good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What of a page, as it stands now, people with a disability could not use: one line for each part,
 * with the rule that it breaks. `within` is a selector of the only part that counts: a dialog, say,
 * while which is open the rest of the page is not there for them.
 */
export async function accessibilityProblems(page: Page, within?: string): Promise<string[]> {
  const source = await Bun.file(Bun.resolveSync('axe-core/axe.min.js', import.meta.dir)).text();
  // As an expression, which a page's policy on scripts does not keep out.
  await page.evaluate(source);
  const violations = await page.evaluate(
    async ({ within, tags }) => {
      const { axe } = globalThis as WithAxe;
      const options = { runOnly: tags, resultTypes: ['violations'] };
      return (await axe.run(within ?? document, options)).violations;
    },
    { within, tags },
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => {
      const why = failureSummary.split('\n').slice(1).join(' ').trim();
      return `${id} (${help}): ${html.slice(0, 200)} ${why}`;
    }),
  );
}
