/** What the tab shows: the list lies at the bottom, the others over it, one on the other. */
export type Screen =
  | { readonly name: 'talk'; readonly id: string }
  | { readonly name: 'members'; readonly id: string }
  | { readonly name: 'newGroup' }
  | { readonly name: 'newFriend' };

export type Stack = readonly Screen[];

export type Move =
  | { readonly type: 'open'; readonly screen: Screen }
  | { readonly type: 'back' }
  /** The list, and over it one conversation: whatever was open is done. */
  | { readonly type: 'talk'; readonly id: string }
  | { readonly type: 'list' };

export function moved(stack: Stack, move: Move): Stack {
  switch (move.type) {
    case 'open':
      return isSame(stack.at(-1), move.screen) ? stack : [...stack, move.screen];
    case 'back':
      return stack.slice(0, -1);
    case 'talk':
      return [{ name: 'talk', id: move.id }];
    case 'list':
      return [];
  }
}

/** A second tap on what is open already opens nothing. */
function isSame(one: Screen | undefined, other: Screen): boolean {
  return one !== undefined && keyOf(one) === keyOf(other);
}

export function keyOf(screen: Screen): string {
  return 'id' in screen ? `${screen.name} ${screen.id}` : screen.name;
}
