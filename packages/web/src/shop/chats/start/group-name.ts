import type { Random } from '@eagre/protocol/random';

const length = 12;

/** What a group is called on the wire; people see its title. 12 characters of chance: none comes twice. */
export function newGroupName(random: Random): string {
  let name = 'g-';
  while (name.length < length + 2) name += Math.floor(random.next() * 36).toString(36);
  return name;
}
