// Imported as files: the value is the path, also inside the one-file executable.
declare module 'swagger-ui-dist/*' {
  const path: string;

  // biome-ignore lint/style/noDefaultExport: a file import has only a default
  export { path as default };
}
