/** One judgement of a run. */
export interface Verdict {
  /** `order`, `holes`, `loss` …: the same name in every run, for machines. */
  name: string;
  ok: boolean;
  /** One line for people, with the figures: what was checked, or what is wrong and where first. */
  text: string;
}

/** Problems that a text names; the others are only counted. */
const named = 3;

/** Not ok when there is a problem; `good` tells what was checked. */
export function verdictOf(name: string, problems: readonly string[], good: string): Verdict {
  if (problems.length === 0) return { name, ok: true, text: good };
  const more = problems.length > named ? `; and ${number(problems.length - named)} more` : '';
  return { name, ok: false, text: problems.slice(0, named).join('; ') + more };
}

export function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}
