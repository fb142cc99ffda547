/** Where the users of a team game are. */
export interface TeamLayout {
  teams: { group: string; members: string[] }[];
  halls: string[];
  hallOf(user: string): string;
}

const usersPerTeam = 50;
const usersPerHall = 250;

/** Each user in one team, which talks in its group, and in one hall, in which votes are shown. */
export function teamLayout(runId: string, users: readonly string[]): TeamLayout {
  const teamCount = Math.ceil(users.length / usersPerTeam);
  const teams = Array.from({ length: teamCount }, (_team, at) => ({
    group: `group:${runId}-g${at}`,
    members: users.filter((_user, i) => i % teamCount === at),
  }));
  const hallCount = Math.ceil(users.length / usersPerHall);
  const halls = Array.from({ length: hallCount }, (_hall, at) => `room:${runId}-r${at}`);
  const at = new Map(users.map((user, i) => [user, halls[i % hallCount] as string]));
  return { teams, halls, hallOf: (user) => at.get(user) as string };
}
