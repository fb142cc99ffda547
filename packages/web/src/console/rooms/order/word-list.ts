/** Words as they are typed, one in a line, each once. */
export function wordsOf(text: string): readonly string[] {
  const words = text.split('\n').map((line) => line.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
