import { afterEach, expect, test } from 'bun:test';
import { ServerSampler } from './server-sampler.ts';

let server: ReturnType<typeof Bun.serve> | undefined;
afterEach(() => server?.stop(true));

/** A server whose `/metrics` is what `answer` gives. */
function samplerOf(answer: () => string | Response | Promise<Response>): ServerSampler {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async ({ url }) =>
      new URL(url).pathname === '/metrics' ? new Response(...body(await answer())) : new Response(),
  });
  return new ServerSampler(`http://127.0.0.1:${server.port}`);
}

function body(answer: string | Response): [BodyInit | null, ResponseInit] {
  return typeof answer === 'string' ? [answer, {}] : [answer.body, { status: answer.status }];
}

function metrics(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([series, value]) => `# HELP ${series} text\n${series} ${value}`)
    .join('\n');
}

test('states are told as they are, counters as what grew', async () => {
  const values: Record<string, number> = {
    process_resident_memory_bytes: 5e6,
    process_cpu_seconds_total: 100,
    eagre_event_loop_lag_seconds: 0.25,
    eagre_batch_seconds: 0.004,
    eagre_connections: 12,
    eagre_room_present_devices: 7,
    eagre_rows_total: 1000,
    'eagre_overload{cause="lag"}': 1,
    'eagre_overload{cause="store"}': 0,
    'eagre_drops_total{reason="entries_behind"}': 50,
    'eagre_room_chat_dropped_total{reason="sender_cap",rank="viewer"}': 10,
    'eagre_room_chat_dropped_total{reason="sender_cap",rank="staff"}': 1,
    'eagre_commands_total{command="send",result="ok"}': 10,
  };
  const sampler = samplerOf(() => metrics(values));
  const first = await sampler.sample();
  expect(first).toMatchObject({ cpu: 0, rowsPerSecond: 0, drops: {}, refusals: {} });
  expect(first).toMatchObject({ residentBytes: 5e6, lagMs: 250, storeMs: 4, connections: 12 });
  expect(first).toMatchObject({ roomDevices: 7, overload: ['lag'] });

  values['eagre_rows_total'] = 1300;
  values['process_cpu_seconds_total'] = 103;
  values['eagre_drops_total{reason="entries_behind"}'] = 51;
  values['eagre_room_chat_dropped_total{reason="sender_cap",rank="viewer"}'] = 13;
  values['eagre_room_chat_dropped_total{reason="sender_cap",rank="staff"}'] = 3;
  values['eagre_commands_total{command="send",result="ok"}'] = 20;
  values['eagre_commands_total{command="send",result="rate_limited"}'] = 4;
  values['eagre_commands_total{command="connect",result="rate_limited"}'] = 2;
  const second = await sampler.sample();
  expect(second?.drops).toEqual({ 'frames: entries behind': 1, 'chat: sender cap': 5 });
  expect(second?.refusals).toEqual({ 'rate limited': 6 });
  // Both over the same, unknown time.
  expect((second?.rowsPerSecond ?? 0) / (second?.cpu ?? 1)).toBeCloseTo(100);
  expect((second?.commandsPerSecond ?? 0) / (second?.cpu ?? 1)).toBeCloseTo(16 / 3);

  expect(await sampler.sample()).toMatchObject({ drops: {}, refusals: {}, rowsPerSecond: 0 });
});

test('after a restart everything counts from zero again, also what is already more than before', async () => {
  let values: Record<string, number> = {
    process_cpu_seconds_total: 60,
    'eagre_drops_total{reason="closed"}': 5,
    'eagre_drops_total{reason="entries_behind"}': 500,
  };
  const sampler = samplerOf(() => metrics(values));
  await sampler.sample();
  values = {
    process_cpu_seconds_total: 0.5,
    'eagre_drops_total{reason="closed"}': 8,
    'eagre_drops_total{reason="entries_behind"}': 20,
  };
  const sample = await sampler.sample();
  expect(sample?.drops).toEqual({ 'frames: closed': 8, 'frames: entries behind': 20 });
  expect(sample?.cpu).toBeGreaterThan(0);
});

test('a server that is away, slow or ill gives no sample, and what grew meanwhile is not lost', async () => {
  let answer: () => string | Response | Promise<Response> = () => metrics({ eagre_drops_total: 1 });
  const sampler = samplerOf(() => answer());
  await sampler.sample();
  answer = () => new Response('starting', { status: 503 });
  expect(await sampler.sample()).toBeUndefined();
  const never = Promise.withResolvers<Response>();
  answer = () => never.promise;
  const fromMs = performance.now();
  expect(await sampler.sample()).toBeUndefined();
  expect(performance.now() - fromMs).toBeLessThan(5000);
  never.resolve(new Response());
  answer = () => metrics({ eagre_drops_total: 4 });
  expect((await sampler.sample())?.drops).toEqual({ frames: 3 });
  await server?.stop(true);
  expect(await sampler.sample()).toBeUndefined();
});
