import { LocalServer } from '../local-server.ts';
import { whyNoSmallDisk } from '../local-server-disk.ts';

// A tool that starts a server and then never comes to its own end.
const disk = whyNoSmallDisk() === undefined ? { dataBytes: 16 * 1024 * 1024 } : {};
const server = await LocalServer.start(disk);
console.log(`started ${server.url} ${server.pid}`);
await new Promise(() => {});
