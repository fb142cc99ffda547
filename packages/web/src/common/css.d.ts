declare module '*.module.css' {
  /** Class names by the name they have in the file. */
  const classes: Readonly<Record<string, string>>;

  // biome-ignore lint/style/noDefaultExport: so the bundler gives them
  export { classes as default };
}

declare module '*.svg' {
  /** Address of the file. */
  const url: string;

  // biome-ignore lint/style/noDefaultExport: so the bundler gives it
  export { url as default };
}
