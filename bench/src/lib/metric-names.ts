/** Metrics of the server that figures are made from (`GET /metrics`). */
export const metricNames = {
  /** Entries of queues stored. */
  rows: 'eagre_rows_total',
  /** Commits stored, which a store makes batches of … */
  commits: 'eagre_commits_total',
  batches: 'eagre_batches_total',
  /** … and what was said about them, and else, to other nodes. */
  busPublished: 'eagre_bus_published_total',
  /** Ranges read from the store itself, not from memory. */
  rangesRead: 'eagre_ranges_read_total',
  /** The most times that one queue was read from the store since the start. */
  mostReadsOfQueue: 'eagre_tail_most_reads_of_queue',
} as const;
