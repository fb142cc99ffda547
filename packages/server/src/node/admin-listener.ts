/** A second port for machines that watch this very process: health and metrics, nothing else. */
export interface AdminListener {
  readonly port: number;
  stop(): Promise<void>;
}

export interface AdminListenerOptions {
  readonly hostname: string;
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Throws when the port can't be had. */
export function listenForAdmin({ hostname, port, fetch }: AdminListenerOptions): AdminListener {
  const server = Bun.serve({ hostname, port, fetch });
  return {
    port: server.port ?? port,
    stop: () => server.stop(true),
  };
}
