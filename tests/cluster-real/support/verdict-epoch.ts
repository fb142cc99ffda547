import type { Crowd } from './crowd.ts';
import type { EpochDiary } from './epoch-diary.ts';
import type { Person } from './person.ts';
import type { Stored } from './stored.ts';

/**
 * What is wrong when everything is quiet and the store has been replaced by one that had lost commits:
 * every queue has a new epoch, whoever had something of the old one was told so, and of the new epoch
 * everybody has everything once.
 */
export function lossesUntold(
  diaries: ReadonlyMap<Person, EpochDiary>,
  { room }: Crowd,
  before: Stored,
  after: Stored,
): string[] {
  const found = [...after.faults, ...epochsKept(before, after)];
  const epoch = Math.max(...after.epochs.values());
  let lost = 0;
  for (const [person, diary] of diaries) {
    found.push(...diary.faults);
    for (const conversation of person.conversations) {
      const known = diary.messages(conversation);
      const isGone = ({ syncId, clientId }: (typeof known)[number]) => {
        const entry = after.logs.at(conversation, syncId);
        return entry?.type !== 'message' || entry.clientId !== clientId;
      };
      lost += known.filter((one) => one.epoch < epoch && isGone(one)).length;
      const where = `${person.name}: ${conversation}`;
      if (!diary.isWarned(conversation, epoch)) found.push(`${where}: no gap of epoch ${epoch}`);
      const news = known.filter((one) => one.epoch === epoch);
      const wrong = news.find(isGone);
      if (wrong !== undefined) found.push(`${where}: ${wrong.syncId} is not as it is stored`);
      const head = after.logs.conversations.get(conversation)?.head ?? 0;
      const last = news.at(-1)?.syncId;
      if (last !== undefined && last !== head) found.push(`${where}: ${last} of ${head}`);
    }
    found.push(...unkept(person, diary, epoch, after));
    const isTold = person.seats.found().some((what) => what.startsWith(`${room}: gap epoch`));
    if (!isTold) found.push(`${person.name}: no gap of the epoch in ${room}`);
  }
  if (lost === 0) found.push('nothing was lost: this test has tested nothing');
  return found;
}

function epochsKept(before: Stored, after: Stored): string[] {
  return [...before.epochs].flatMap(([queue, epoch]) => {
    const now = after.epochs.get(queue);
    return now !== undefined && now <= epoch ? [`${queue} has epoch ${now} as before`] : [];
  });
}

/** Messages that were acknowledged in the new epoch are stored; none is refused for good. */
function unkept(
  { name, application }: Person,
  { acknowledged }: EpochDiary,
  epoch: number,
  { logs }: Stored,
): string[] {
  const found: string[] = [];
  for (const { clientId, conversation, outcome, syncId = 0, code } of application.sends.values()) {
    if (outcome === 'failed') found.push(`${name}: ${clientId} to ${conversation}: ${code}`);
    if (outcome !== 'sent' || acknowledged.get(clientId) !== epoch) continue;
    const entry = logs.at(conversation, syncId);
    if (entry?.type === 'message' && entry.clientId === clientId) continue;
    found.push(`${name}: ${clientId} was acknowledged as ${conversation} ${syncId}, is not there`);
  }
  return found;
}
