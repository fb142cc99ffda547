import type { Random } from '@eagre/protocol';

/** Of what people shout at a host; three bytes each. */
const characters = [
  ...'好看想要多少钱链接在哪里这个颜色还有货吗主播试一下大号能不能便宜点发货快已经拍了来支持刚到家人们冲抢券呢讲太笑今天第次关注喜欢质量怎么样身高体重穿几码',
];
const letters = [...'abcdefghiklmnoprstuwy0123456789 !?~'];
const bytesOfCharacter = 3;
/** Shorter ones are of letters: of one or two characters there are not many. */
const shortestOfCharacters = 7;

/** Long enough that two pieces of it are hardly ever equal to two others. */
const wallLength = 8192;
const characterWall = wallOf(characters);
const letterWall = wallOf(letters);
const longestPiece = wallLength / 2;

/**
 * A text of so many bytes in UTF-8, mostly Chinese. Two pieces of long walls of characters are put
 * together: a draw for each character would cost more than sending the message.
 */
export function madeUpText(bytes: number, random: Random): string {
  if (bytes < shortestOfCharacters) return piece(letterWall, bytes, random);
  const rest = bytes % bytesOfCharacter;
  let left = (bytes - rest) / bytesOfCharacter;
  let text = rest === 0 ? '' : piece(letterWall, rest, random);
  for (let half = left >> 1; left > 0; half = left) {
    const length = Math.min(half, longestPiece);
    text += piece(characterWall, length, random);
    left -= length;
  }
  return text;
}

function piece(wall: string, length: number, random: Random): string {
  const from = Math.floor(random.next() * (wallLength - length));
  return wall.slice(from, from + length);
}

/** Always the same, and without any order that would show: by a linear congruence. */
function wallOf(alphabet: readonly string[]): string {
  let state = 1;
  let wall = '';
  for (let i = 0; i < wallLength; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    wall += alphabet[(state >>> 8) % alphabet.length] as string;
  }
  return wall;
}
