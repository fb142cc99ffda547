/**
 * Runs stages in order, stops at the first that fails and says which; resolves to an exit code.
 * A stage is `{title, run(): Promise<exitCode>, summary?(): string}`; its summary is the last line
 * printed.
 */
export async function runStages(stages) {
  for (const stage of stages) {
    console.log(`\n== ${stage.title}`);
    const startMs = performance.now();
    const code = await stage.run();
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`== ${stage.title}: ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s`);
    if (stage.summary) console.log(stage.summary());
    if (code !== 0) return code;
  }
  return 0;
}
