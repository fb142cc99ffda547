import { SeededRandom } from '@eagre/testkit';
import { type ProxyCommand, ProxyCommands } from './proxy/proxy-command.ts';
import { ProxyServer } from './proxy/proxy-server.ts';

// The proxy in a process of its own, so that it does not take the load's core. Commands come on stdin;
// when that ends, so does the tool that started it.
const [host = '', port, seed] = process.argv.slice(2);
const proxy = new ProxyServer({ host, port: Number(port) }, new SeededRandom(Number(seed)));
const commands = new ProxyCommands(proxy);
console.log(`listening ${proxy.port}`);

for await (const line of console) {
  const { call, ...command } = JSON.parse(line) as ProxyCommand & { call: number };
  // A spread cut takes its time, and others must not wait for it.
  void commands
    .run(command)
    .then((answer) => console.log(`answer ${call} ${JSON.stringify(answer)}`));
}
proxy.stop();
process.exit(0);
