import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import type { Target } from '../target/server-address.ts';
import { parsePlan } from './plan.ts';
import { FaultProxy, mostProxyLines } from './proxy.ts';
import { OpenSite } from './site.ts';
import { requireSite } from './site-needs.ts';

function target(host: string): Target {
  const address = { host, port: 7070 };
  return {
    url: `http://${host}:7070`,
    address,
    key: '',
    tokens: { kind: 'asked', url: '', key: '' },
  };
}

const random = new SeededRandom(1);

test('a server of somebody else is not touched', () => {
  const given = target('127.0.0.1');
  for (const text of ['kill@1', 'cut@1 disk@2', 'random:of=cut|pause']) {
    const check = () => requireSite(parsePlan(text), { given, devices: 1, random });
    expect(check).toThrow(UsageError);
    expect(check).toThrow(
      /fault "(kill|disk|pause)" is for a server that the tool started.*--serve/,
    );
  }
  requireSite(parsePlan('cut@1 slow@2'), { given, devices: 1, random });
});

test('nor are connections to another machine', async () => {
  for (const host of ['10.0.0.7', 'shop.example', '128.0.0.1', '127.0.0.1.example']) {
    const options = { given: target(host), devices: 1, random };
    expect(() => requireSite(parsePlan('cut@1'), options)).toThrow('not on the loopback');
    await expect(OpenSite.open(parsePlan('cut@1'), options)).rejects.toThrow('not on the loopback');
    await expect(FaultProxy.start({ host, port: 1 }, random)).rejects.toThrow(`${host}:1`);
  }
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
    requireSite(parsePlan('cut@1'), { given: target(host), devices: 1, random });
  }
});

test('more devices than the proxy has files for are refused before anything starts', () => {
  const devices = mostProxyLines() + 1;
  const given = target('127.0.0.1');
  expect(() => requireSite(parsePlan('cut@1'), { given, devices, random })).toThrow('open files');
  requireSite(parsePlan(''), { given, devices, random });
});

test('HTTP goes through the proxy when asked to', async () => {
  const given = target('127.0.0.1');
  const options = { given, devices: 1, random };
  await using past = await OpenSite.open(parsePlan('cut@1'), options);
  expect(past.target).toMatchObject({ url: given.url, address: { port: past.proxy?.port } });
  const plan = parsePlan('cut@1');
  await using through = await OpenSite.open(plan, { ...options, httpThroughProxy: true });
  expect(through.target.url).toBe(`http://127.0.0.1:${through.proxy?.port}`);
  await using none = await OpenSite.open(parsePlan(''), options);
  expect(none.target).toEqual(given);
});
