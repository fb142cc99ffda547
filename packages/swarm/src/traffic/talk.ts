import type { Random } from '@eagre/protocol';
import { type ArrivalOptions, type Arrivals, arrivals } from './arrivals.ts';
import { type AuthorStyle, Authors, groupAuthors, showAuthors } from './authors.ts';
import { ChatTexts } from './chat-texts.ts';
import { groupTexts, showTexts, type TextStyle } from './text-style.ts';

export type TalkKind = 'show' | 'group';

export interface TalkOptions extends ArrivalOptions {
  /** People who may speak. */
  authors: number;
}

export interface Said {
  /** From the start of the traffic; not decreasing. */
  offsetMs: number;
  /** 0 to `authors` - 1; the first ones are the busiest. */
  author: number;
  /** A byte or more, so that it is a legal text. */
  text: string;
}

interface Style {
  authors: AuthorStyle;
  texts: TextStyle;
  /** The rate of the recording if people in larger crowds speak again after the same time. */
  fittedPerSecond?: number;
}

const styles: Record<TalkKind, Style> = {
  show: { authors: showAuthors, texts: showTexts, fittedPerSecond: 12.93 },
  group: { authors: groupAuthors, texts: groupTexts },
};

/** Traffic like the recorded one of its kind, without an end, one message at a time. */
export class Talk {
  readonly #arrivals: Arrivals;
  readonly #authors: Authors;
  readonly #texts: ChatTexts;

  constructor(kind: TalkKind, options: TalkOptions) {
    const { authors, perSecond } = options;
    const random: Random = options.random;
    const style = styles[kind];
    const backScale = perSecond / (style.fittedPerSecond ?? perSecond);
    this.#arrivals = arrivals(kind, options);
    this.#authors = new Authors(style.authors, { count: authors, random, backScale });
    this.#texts = new ChatTexts(random, style.texts);
  }

  next(): Said {
    return {
      offsetMs: this.#arrivals.next(),
      author: this.#authors.next(),
      text: this.#texts.next(),
    };
  }
}
