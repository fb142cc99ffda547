import style from './sparkline.module.css';

/** Units of the drawing; the element stretches it to its own size. */
const width = 100;
const height = 24;

/** The course of a figure without any scale, from zero up. Read out it would say nothing: hidden. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  return (
    <svg
      className={style['spark']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={style['line']} d={pathOf(values)} />
    </svg>
  );
}

/** A gap where there is no value. */
export function pathOf(values: readonly (number | null)[]): string {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0) || 1;
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const y = height - 1 - (value / most) * (height - 2);
    path += `${drawing ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  });
  return path;
}
