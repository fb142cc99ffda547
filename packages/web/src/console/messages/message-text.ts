/** Longer than this says no more in a list; the rest is on the message's own page or in a tooltip. */
const shownChars = 400;

/** What a message says, in a line: its words, or the JSON of a kind that has none of ours. */
export function messageText(body: Readonly<Record<string, unknown>>): string {
  const words = [body['title'], body['text'], body['url']].filter(
    (word): word is string => typeof word === 'string' && word !== '',
  );
  const text = words.length > 0 ? words.join(' · ') : JSON.stringify(body);
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}
