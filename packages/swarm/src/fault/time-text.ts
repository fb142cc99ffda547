const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/** `200ms`, `1.5s`, `1m30s`: ms; undefined for anything else. A bare number is seconds if `bareSeconds`. */
export function parseTime(text: string, bareSeconds = false): number | undefined {
  if (bareSeconds && /^\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  let ms = 0;
  part.lastIndex = 0;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    const match = part.exec(text);
    if (match === null) return undefined;
    ms += Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  }
  return text === '' ? undefined : Math.round(ms);
}

/** As short as it can be said: `90s`, `200ms`, `1.5s`. */
export function timeText(ms: number): string {
  const whole = Math.round(ms);
  return Math.abs(whole) < 1000 && whole !== 0 ? `${whole}ms` : `${whole / 1000}s`;
}
