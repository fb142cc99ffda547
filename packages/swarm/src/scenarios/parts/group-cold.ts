/** One message that is said while most sleep. */
export interface Missed {
  user: string;
  group: string;
  text: string;
}

export interface ColdPlan {
  groups: { group: string; members: string[] }[];
  /** Those who stay, and say what the others miss. */
  awake: string[];
  /** Were there before, and come back. */
  asleep: string[];
  /** Were never there. */
  fresh: string[];
  /** In the order in which it is said. */
  missed: Missed[];
}

export interface ColdShape {
  groupsPerUser: number;
  missedPerGroup: number;
  freshShare: number;
}

/** A group of a promotion has so many members, about. */
const membersOfGroup = 200;
const speakersOfGroup = 2;
/** Bytes of a text: most are short, and some make an answer long. */
const textLengths = [12, 30, 12, 90, 24, 300];

/** Users who are each in so many of some groups that overlap, and who is there when. */
export function coldPlan(runId: string, users: readonly string[], shape: ColdShape): ColdPlan {
  const { groupsPerUser, missedPerGroup, freshShare } = shape;
  const count = Math.max(groupsPerUser, Math.ceil((users.length * groupsPerUser) / membersOfGroup));
  const groups = Array.from({ length: count }, (_group, at) => {
    return { group: `group:${runId}-g${at}`, members: [] as string[] };
  });
  for (const [at, user] of users.entries()) {
    for (let i = 0; i < groupsPerUser; i += 1) groups[(at + i) % count]?.members.push(user);
  }
  const awake = new Set(groups.flatMap(({ members }) => members.slice(0, speakersOfGroup)));
  const sleepers = users.filter((user) => !awake.has(user));
  // Every so many-th, so that both kinds are in every group and in every process.
  const isFresh = (at: number) => Math.floor((at + 1) * freshShare) > Math.floor(at * freshShare);
  const missed = Array.from({ length: missedPerGroup }, (_round, round) =>
    groups.map(({ group, members }, at) => ({
      user: members[round % Math.min(speakersOfGroup, members.length)] as string,
      group,
      text: 'x'.repeat(textLengths[(round + at) % textLengths.length] as number),
    })),
  );
  return {
    groups,
    awake: [...awake],
    asleep: sleepers.filter((_user, at) => !isFresh(at)),
    fresh: sleepers.filter((_user, at) => isFresh(at)),
    missed: missed.flat(),
  };
}
