// Run by Node with the built bundle: two devices talk, positions in a file. Prints what came, as JSON.
import { pathToFileURL } from 'node:url';

const [dist, url, folder] = process.argv.slice(2);
const { createClient } = await import(pathToFileURL(`${dist}/index.js`));
const { filePositions } = await import(pathToFileURL(`${dist}/file.js`));

const ann = createClient({ url, user: 'ann', token: 'ann' });
const bob = createClient({
  url,
  user: 'bob',
  token: async () => 'bob',
  device: 'laptop',
  positions: filePositions(folder),
});
await Promise.all([ann.connect(), bob.connect()]);
const heard = [];
const reading = (async () => {
  for await (const event of bob.direct('ann').events()) {
    if (event.type === 'message') heard.push(`${event.syncId} ${event.from} ${event.body.text}`);
    if (heard.length === 3) return;
  }
})();
for (const text of ['one', 'two', 'three']) await ann.direct('bob').send(text);
await reading;
const rooms = await Promise.all([ann.enter('show'), bob.enter('show')]);
const said = [];
const listening = (async () => {
  for await (const event of rooms[1].events()) {
    if (event.type === 'chat') said.push(`${event.from} ${event.body.text}`);
    if (said.length === 3) return;
  }
})();
for (const text of ['包装', 'of', 'frames']) await rooms[0].send(text);
await listening;
const failure = await ann
  .group('closed')
  .send('x')
  .catch((error) => error);
await Promise.all([ann.close(), bob.close()]);
console.log(
  JSON.stringify({
    heard,
    said,
    failure: [failure.name, failure.code, failure.temporary],
    hasWebSocket: typeof WebSocket !== 'undefined',
    version: process.version,
  }),
);
