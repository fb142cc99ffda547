/**
 * Blanks comments, the insides of strings and regular expressions, so that the rules see code only.
 * Line breaks and offsets stay. A full parser would be exact, but the native TypeScript compiler
 * offers none to JavaScript; the one thing guessed here is whether a slash divides.
 */
export function codeOnly(text: string): string {
  /** Brace depths at which a `}` returns into a template literal. */
  const templateDepths: number[] = [];
  let depth = 0;
  let out = '';
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  /** A comment, string or regular expression at the present place, and what stays of it. */
  const literal = (): { part: string; kept: string } | undefined => {
    const comment = take(commentPattern);
    if (comment !== undefined) return { part: comment, kept: blank(comment) };
    const part = take(quotedPattern) ?? (regexMayStart(out) ? take(regexPattern) : undefined);
    return part === undefined ? undefined : { part, kept: keepEnds(part) };
  };
  const templatePart = (): { part: string; kept: string } => {
    const part = take(templatePartPattern) ?? text.charAt(at);
    if (!part.endsWith(opening)) return { part, kept: keepEnds(part) };
    depth += 1;
    templateDepths.push(depth);
    return { part, kept: part.charAt(0) + blank(part.slice(1, -2)) + opening };
  };

  while (at < text.length) {
    const char = text.charAt(at);
    let found = literalStart.test(char) ? literal() : undefined;
    if (char === '}' && templateDepths.at(-1) === depth) {
      templateDepths.pop();
      depth -= 1;
      found = templatePart();
    } else if (char === '`') {
      found = templatePart();
    } else if (char === '{') {
      depth += 1;
    } else if (char === '}') {
      depth -= 1;
    }
    out += found?.kept ?? char;
    at += found?.part.length ?? 1;
  }
  return out;
}

const opening = '\u0024{';
const literalStart = /['"/]/;
const commentPattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const quotedPattern = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const regexPattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** From a backtick or the brace that closes `${…}` to the next `${` or the closing backtick. */
const templatePartPattern = /[`}](?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;

/** A slash divides after a value: a name, a number, or a closing bracket or quote. */
function regexMayStart(before: string): boolean {
  const code = before.slice(-200).trimEnd();
  if (/\b(return|typeof|case|of|in|await|yield)$/.test(code)) return true;
  return !/[\w$)\]}'"`]$/.test(code);
}

function blank(part: string): string {
  return part.replace(/[^\n]/g, ' ');
}

function keepEnds(part: string): string {
  return part.slice(0, 1) + blank(part.slice(1, -1)) + part.slice(-1);
}
