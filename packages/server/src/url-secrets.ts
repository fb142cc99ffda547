/** Texts that hold URLs: one a word, or several with commas between. */
const urlStart = /(?:^|[\s,="'(])[a-z][\w+.-]*:\/\//gi;
const secretParameters = /([?&](?:password|sslpassword|token|pass)=)[^&\s,]*/gi;

/**
 * The same text without the passwords and tokens of the URLs in it, for whatever people or logs are
 * shown. A password that holds characters which should have been encoded is hidden as well.
 */
export function hideSecrets(text: string): string {
  const starts = [...text.matchAll(urlStart)].map(({ index, 0: found }) => index + found.length);
  const first = text.slice(0, starts[0] ?? text.length);
  const pieces = starts.map((start, i) => hidden(text, start, text.slice(start, starts[i + 1])));
  return (first + pieces.join('')).replace(secretParameters, '$1***');
}

/** `piece`: from behind one `://` to behind the next. The last `@` ends what may be secret. */
function hidden(text: string, start: number, piece: string): string {
  const at = piece.lastIndexOf('@');
  if (at < 0) return piece;
  const [user = '', ...password] = piece.slice(0, at).split(':');
  if (password.length > 0) return `${user}:***${piece.slice(at)}`;
  // What stands alone is a name to PostgreSQL and a token to NATS.
  const isName = /postgres(?:ql)?:\/\/$/i.test(text.slice(0, start));
  return isName ? piece : `***${piece.slice(at)}`;
}
