import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { consoleFlags } from '../lib/operator.ts';
import { Site } from '../lib/site.ts';
import { Camera } from './camera.ts';
import { operate, takeConsole } from './console.ts';
import { People } from './people.ts';
import { takeShop } from './shop.ts';

const folder = fileURLToPath(new URL('../../../docs/img', import.meta.url));

/** Takes the pictures of the documents: `npm run pictures [-- --minutes N]`. */
async function takePictures(): Promise<void> {
  const options = {
    minutes: { type: 'string', default: '6' },
    to: { type: 'string', default: folder },
  } as const;
  const { minutes, to } = parseArgs({ options }).values;
  // So that crowds leave at once when it is over.
  const flags = [...consoleFlags, '--room-grace-ms=200'];
  await using site = await Site.open({ flags });
  const camera = new Camera(site, to);
  await using people = await People.come(site);
  await people.chat();
  const end = new AbortController();
  const talk = people.bustle(end.signal);
  try {
    await takeShop(site, camera);
    await operate(site);
    await takeConsole(site, camera, Number(minutes) * 60_000);
  } finally {
    end.abort();
    await talk;
    await fetch(site.url('/v1/dev/crowd'), { method: 'DELETE' });
  }
  const problems = site.problems(/401/);
  if (problems.length > 0) throw new Error(`the pages had problems:\n${problems.join('\n')}`);
}

await takePictures();
