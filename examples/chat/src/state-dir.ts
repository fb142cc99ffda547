import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for the positions of one user in one conversation at one server: each is a device of
 * its own, so that a user may have several terminals. Follows the XDG rule on Linux, the platform's
 * habit elsewhere.
 */
export function stateDirOf(
  options: { user: string; conversation: string; url: string; state?: string },
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): string {
  const base = options.state ?? baseOf(env, platform);
  const server = new URL(options.url).host.replace(/[^A-Za-z0-9.-]/g, '_');
  // A colon is no character of file names on Windows.
  return join(base, server, options.user, options.conversation.replaceAll(':', '+'));
}

function baseOf(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  if (env['XDG_STATE_HOME']) return join(env['XDG_STATE_HOME'], 'eagre-chat');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'eagre-chat');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'eagre-chat');
  return join(homedir(), '.local', 'state', 'eagre-chat');
}
