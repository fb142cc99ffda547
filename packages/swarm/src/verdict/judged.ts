import type { FaultKind } from '../device/faults.ts';
import {
  type ConversationCheck,
  checkConversation,
  type Issue,
  type IssueKind,
} from './conversation-check.ts';
import type { ConversationFinding } from './findings.ts';
import { isFaulted, type JudgeContext } from './judge-context.ts';
import { number, type Verdict } from './verdict.ts';

export interface CheckedConversation extends ConversationCheck {
  finding: ConversationFinding;
}

/** A run with what several verdicts need of it, worked out once. */
export class Judged {
  readonly context: JudgeContext;
  readonly isFaulted: boolean;
  readonly conversations: readonly CheckedConversation[];

  constructor(context: JudgeContext) {
    this.context = context;
    this.isFaulted = isFaulted(context);
    this.conversations = context.findings.conversations.map((finding) => ({
      finding,
      ...checkConversation(finding),
    }));
  }

  /** Anything that was stored or shown: without it there is nothing that could be in order. */
  get hasMessages(): boolean {
    const { conversations, rooms } = this.context.findings;
    return (
      conversations.some(({ sent, seen }) => sent > 0 || seen.some(({ count }) => count > 0)) ||
      rooms.some(({ chatSent, views }) => chatSent > 0 || views.some(({ shown }) => shown > 0))
    );
  }

  issues(...kinds: IssueKind[]): Issue[] {
    return this.conversations
      .flatMap(({ issues }) => issues)
      .filter(({ kind }) => kinds.includes(kind));
  }

  /** What the devices found by themselves, as problems. */
  faults(...kinds: FaultKind[]): string[] {
    return kinds.flatMap((kind) => {
      const { count, examples } = this.context.findings.faults[kind] ?? { count: 0, examples: [] };
      if (count === 0) return [];
      const [first, ...others] = examples;
      const times = count > 1 ? `${number(count)} times, first: ` : '';
      const rest = count > 1 ? others.slice(0, 2).map((text) => `, ${text}`) : [];
      return [`${times}${first}${rest.join('')}`];
    });
  }
}

/** A run's judge for one thing; nothing when the run had nothing of the kind. */
export type Judge = (judged: Judged) => Verdict | undefined;
