/** Since this version its settings are grouped, and named otherwise. */
const firstGrouped = 6;
const supported = [5, 6];

/** Of `Centrifugo v6.1.0 (…)`, which it prints for `version`. */
export function majorVersion(command: readonly string[]): number {
  const { stdout } = Bun.spawnSync([...command, 'version'], { stderr: 'ignore' });
  const [, major] = /v?(\d+)\.\d+\.\d+/.exec(stdout.toString()) ?? [];
  if (supported.includes(Number(major))) return Number(major);
  throw new Error(
    `\`centrifugo version\` tells "${stdout.toString().trim()}"; this knows versions ${supported.join(' and ')}`,
  );
}

/** Everybody may connect and subscribe without a token: it listens on the loopback address alone. */
export function centrifugoConfig(
  major: number,
  host: string,
  port: number,
  apiKey: string,
): unknown {
  if (major >= firstGrouped) {
    return {
      http_server: { address: host, port: String(port) },
      http_api: { key: apiKey },
      client: { allow_anonymous_connect_without_token: true, queue_max_size: queueBytes },
      channel: {
        without_namespace: {
          allow_subscribe_for_client: true,
          allow_subscribe_for_anonymous: true,
        },
      },
      log: { level: 'error' },
    };
  }
  return {
    address: host,
    port: String(port),
    api_key: apiKey,
    allow_anonymous_connect_without_token: true,
    client_queue_max_size: queueBytes,
    allow_subscribe_for_client: true,
    allow_subscribe_for_anonymous: true,
    log_level: 'error',
  };
}

/** As much as is kept for a slow subscriber before it is closed; the load is one process. */
const queueBytes = 16 * 1024 * 1024;
