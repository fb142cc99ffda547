import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../packages/web/scripts/build.ts', import.meta.url));
let built: Promise<void> | undefined;

/** Bundles the pages anew, once in a process, so that a test never sees those of yesterday. */
export function buildPages(): Promise<void> {
  built ??= build();
  return built;
}

async function build(): Promise<void> {
  const child = Bun.spawn([process.execPath, script, '--quiet'], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [errors, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new Error(`the pages could not be built:\n${errors.trim()}`);
}
