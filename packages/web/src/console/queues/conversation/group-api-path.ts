/** Below `/console/api/`: the group in the HTTP API. */
export function groupApiPath({ app, conversation }: { app: string; conversation: string }): string {
  return `apps/${encodeURIComponent(app)}/v1/groups/${encodeURIComponent(conversation)}`;
}
