import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { foldText, WordFilter } from './word-filter.ts';

const cases: [words: string[], text: string, found: boolean, why: string][] = [
  [['spam'], 'buy SPAM now', true, 'case makes no difference'],
  [['Ｓｐａｍ'], 'spam', true, 'nor does width, in the list'],
  [['spam'], 'Ｓｐａｍ!', true, '… or in the text'],
  [['spam'], 'sp\u200bam', true, 'what is not seen is not there'],
  [['ass'], 'a class act', false, 'a word of letters is found whole only'],
  [['ass'], 'ass', true, 'a word alone'],
  [['ass'], 'class, ass', true, 'a later one after one that is part of another'],
  [['vx'], '加vx8899', true, 'digits and other scripts are no part of a word'],
  [['假货'], '这家全是假货吧', true, 'scripts without spaces: anywhere'],
  [['ばか'], 'おおばかやろう', true, 'kana too'],
  [['ไม่ดี'], 'ร้านนี้ไม่ดีเลย', true, 'Thai too'],
  [['плохо'], 'неплохой', false, 'other letters with spaces: whole'],
  [['110'], '打1101', true, 'digits anywhere'],
  [['two words'], 'those two words', true, 'a phrase'],
  [['hers', 'she', 'he'], 'ushers', false, 'parts of a word'],
  [['好', '不好'], '好', true, 'an ending of another word'],
  [['不好看', '好'], '不好吃', true, 'a word inside the beginning of another'],
  [['🤬'], 'no🤬no', true, 'emoji'],
  [['İstanbul'], 'iSTANBUL', false, 'a dotted capital is not a plain i'],
  [[''], 'anything', false, 'an empty word is none'],
  [[], 'anything', false, 'no words'],
];

for (const [words, text, found, why] of cases) {
  test(`${why}: ${JSON.stringify(text)}`, () => {
    expect(new WordFilter(words).finds(text)).toBe(found);
  });
}

test('finds what a plain search finds', () =>
  withSeed((random) => {
    for (let round = 0; round < 300; round += 1) {
      const letters = random.pick(['一丁七', '一丁七万 a', 'ab ', '01a一 ']);
      const words = Array.from({ length: 1 + random.int(8) }, () => textOf(random, letters, 4));
      const filter = new WordFilter(words);
      for (let i = 0; i < 20; i += 1) {
        const text = textOf(random, letters, 30);
        expect([words, text, filter.finds(text)]).toEqual([words, text, plainlyFinds(words, text)]);
      }
    }
  }));

function textOf(random: SeededRandom, letters: string, most: number): string {
  const all = [...letters];
  return Array.from({ length: 1 + random.int(most) }, () => random.pick(all)).join('');
}

function plainlyFinds(words: readonly string[], text: string): boolean {
  return words.some((word) => {
    const bound = (edge: string | undefined) => (/[a-z]/.test(edge ?? '') ? '(?![a-z])' : '');
    const before = bound(word[0]).replace('?!', '?<!');
    const pattern = `${before}${word}${bound(word.at(-1))}`;
    return new RegExp(pattern, 'u').test(foldText(text));
  });
}
