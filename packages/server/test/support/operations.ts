/** What the OpenAPI document says of one operation, as far as tests go by it. */
export interface Operation {
  /** `POST /v1/groups` */
  name: string;
  method: string;
  /** `/v1/groups/{group}` */
  path: string;
  tags: readonly string[];
  needsKey: boolean;
  /** Names of the properties of the JSON body; undefined when there is no body. */
  bodyFields: string[] | undefined;
  queryFields: string[];
}

interface OperationObject {
  tags?: string[];
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: { 'application/json': { schema: { properties?: object } } } };
}

export function operationsOf(document: Record<string, unknown>): Operation[] {
  const paths = document['paths'] as Record<string, Record<string, OperationObject>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const schema = operation.requestBody?.content['application/json'].schema;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        tags: operation.tags ?? [],
        needsKey: (operation.security?.length ?? 0) > 0,
        bodyFields: schema && Object.keys(schema.properties ?? {}),
        queryFields: (operation.parameters ?? [])
          .filter((parameter) => parameter.in === 'query')
          .map((parameter) => parameter.name),
      };
    }),
  );
}
