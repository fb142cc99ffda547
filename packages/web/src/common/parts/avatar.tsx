import { classes } from '../classes.ts';
import style from './avatar.module.css';
import { colourOf, initialsOf } from './name-marks.ts';

export interface AvatarProps {
  readonly name: string;
  /** Edge in pixels. */
  readonly size?: number | undefined;
  /** Groups have rounded corners, people are round. */
  readonly shape?: 'person' | 'group' | undefined;
  readonly className?: string | undefined;
}

/** Initials on the name's own colour. The name stands beside it, so it is not read out. */
export function Avatar({ name, size = 40, shape = 'person', className }: AvatarProps) {
  const initials = initialsOf(name);
  const fontSize = size * (initials.length > 1 ? 0.38 : 0.44);
  return (
    <span
      aria-hidden="true"
      className={classes(style['avatar'], style[shape], className)}
      style={{ width: size, height: size, fontSize, background: colourOf(name) }}
    >
      {initials}
    </span>
  );
}
