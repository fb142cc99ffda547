import { until } from '@eagre/testkit';
import { Viewer } from '../../integration/support/viewer.ts';
import { consoleFlags } from './operator.ts';
import { Site } from './site.ts';

export const room = 'room:show1';
export const group = 'group:lobby';

/** A server with a room and a group in which three people are: something on every page of the console. */
export class Scene implements AsyncDisposable {
  readonly site: Site;
  readonly ann: Viewer;
  readonly bob: Viewer;
  readonly cid: Viewer;

  static async open(flags: readonly string[] = []): Promise<Scene> {
    const site = await Site.open({ flags: [...consoleFlags, '--room-grace-ms=200', ...flags] });
    const { api } = site.server;
    await api.ok('POST', '/v1/rooms', { room, tier: { windowMs: 0 } });
    const enter = (user: string) => Viewer.enter(site.server, user, room);
    const scene = new Scene(site, await enter('ann'), await enter('bob'), await enter('cid'));
    await scene.ann.client.groups.create('lobby', { name: 'Lobby', members: ['bob', 'cid'] });
    // A small group has no queue of its own unless that is asked for.
    await api.ok('PATCH', `/v1/groups/${group}`, { policy: 'read' });
    await scene.ann.client.group('lobby').send('is anybody there?');
    await scene.bob.room.send('hello from bob');
    await until(() => scene.ann.chat.length === 1);
    return scene;
  }

  private constructor(site: Site, ann: Viewer, bob: Viewer, cid: Viewer) {
    this.site = site;
    this.ann = ann;
    this.bob = bob;
    this.cid = cid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.ann.close(), this.bob.close(), this.cid.close()]);
    await this.site.close();
  }
}
