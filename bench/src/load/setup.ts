import { wireLimits } from '@eagre/protocol';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { Api } from '@eagre/swarm/target/api';
import { secrets } from '../lib/credentials.ts';

/** Groups being made at once: enough that commits share a batch. */
const groupsAtOnce = 8;

/** `u0`, `u1` … */
export function usersNamed(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_user, index) => `${prefix}${index}`);
}

/** Makes groups and messages through the server's HTTP API, as a business backend would. */
export class Setup {
  readonly #api: Api;

  constructor({ url }: { url: string }) {
    this.#api = new Api(url, secrets.key);
  }

  /** A group of any size in one fan-out mode; `onDone` is told the share that is made, 0 to 1. */
  async group(
    group: string,
    members: readonly string[],
    policy: 'read' | 'write',
    onDone: (fraction: number) => void = () => {},
  ): Promise<void> {
    const step = wireLimits.usersPerCommand;
    await this.#api.post('/v1/groups', { group, policy, members: members.slice(0, step) });
    for (let at = step; at < members.length; at += step) {
      onDone(at / members.length);
      const path = `/v1/groups/${encodeURIComponent(group)}/members`;
      await this.#api.post(path, { users: members.slice(at, at + step) });
    }
  }

  async groups(
    groups: readonly { group: string; members: readonly string[] }[],
    policy: 'read' | 'write',
    onDone: (fraction: number) => void,
  ): Promise<void> {
    await inParallel(
      groups,
      groupsAtOnce,
      ({ group, members }) => this.group(group, members, policy),
      (done) => onDone(done / groups.length),
    );
  }

  /** One message of the system to each of the conversations. */
  async broadcast(conversations: readonly string[], text: string): Promise<void> {
    const { failed } = await this.#api.post<{ failed: number }>('/v1/broadcast', {
      conversations,
      kind: 'text',
      body: { text },
    });
    if (failed > 0) throw new Error(`${failed} of ${conversations.length} messages failed`);
  }
}
