import pc from 'picocolors';

/** How things look. Without colours every function gives its text back. */
export interface Paint {
  user(name: string, text?: string): string;
  dim(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  note(text: string): string;
  /** A word set off from all others. */
  badge(text: string): string;
}

export function makePaint(colours: boolean): Paint {
  const c = pc.createColors(colours);
  // Colours that are read well on dark and on light, without those that have a meaning here.
  const palette = [c.cyan, c.magenta, c.blue, c.green, c.cyanBright, c.magentaBright, c.blueBright];
  return {
    user: (name, text = name) => c.bold((palette[hashOf(name) % palette.length] ?? c.cyan)(text)),
    dim: c.dim,
    strong: c.bold,
    good: c.green,
    warn: c.yellow,
    bad: c.red,
    note: c.italic,
    badge: (text) => (colours ? c.bold(c.inverse(` ${text} `)) : `[${text}]`),
  };
}

/** The same name has the same colour in every terminal (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
