import type { ReactNode } from 'react';
import { type PressEvent, Button as RacButton } from 'react-aria-components';
import { classes } from '../classes.ts';
import style from './button.module.css';
import { Spinner } from './spinner.tsx';
import { Tip } from './tip.tsx';

interface Pressed {
  readonly size?: 's' | 'm' | undefined;
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger' | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly onPress?: ((event: PressEvent) => void) | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly className?: string | undefined;
}

export interface ButtonProps extends Pressed {
  /** Text, with an icon before it if there is one. */
  readonly children: ReactNode;
  /** What was asked for is being done: stays as wide as it is and takes no press. */
  readonly isPending?: boolean | undefined;
  /** As wide as there is room. */
  readonly isWide?: boolean | undefined;
}

/** `primary` is what most people want here (one at a time), `danger` what cannot be undone. */
export function Button(props: ButtonProps) {
  const { children, size = 'm', variant = 'plain', isPending = false, isWide = false } = props;
  return (
    <RacButton
      {...rest(props)}
      isPending={isPending}
      className={classes(
        style['button'],
        style[size],
        style[variant],
        isWide && style['wide'],
        props.className,
      )}
    >
      <span className={style['content']}>{children}</span>
      {isPending && <Spinner className={style['pending']} />}
    </RacButton>
  );
}

export interface IconButtonProps extends Pressed {
  /** Read out, and shown as its tooltip. */
  readonly label: string;
  /** The icon. */
  readonly children: ReactNode;
  /** Given for what is on or off. */
  readonly isSelected?: boolean | undefined;
}

export function IconButton(props: IconButtonProps) {
  const { label, children, size = 'm', variant = 'quiet', isSelected } = props;
  return (
    <Tip text={label}>
      <RacButton
        {...rest(props)}
        aria-label={label}
        {...(isSelected !== undefined && { 'aria-pressed': isSelected })}
        className={classes(
          style['button'],
          style['icon'],
          style[size],
          style[variant],
          isSelected === true && style['selected'],
          props.className,
        )}
      >
        {children}
      </RacButton>
    </Tip>
  );
}

function rest({ isDisabled = false, onPress, type = 'button', autoFocus = false }: Pressed) {
  return { isDisabled, type, autoFocus, ...(onPress && { onPress }) };
}
