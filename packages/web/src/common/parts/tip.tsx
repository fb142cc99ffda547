import type { ReactNode } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import style from './tip.module.css';

/** Time for which the pointer rests before the tip shows: none flash by as it crosses a toolbar. */
const delayMs = 500;

export interface TipProps {
  readonly text: string;
  /** One control that can be focused. */
  readonly children: ReactNode;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right' | undefined;
}

/** A word on what a control does. On touch screens it is not seen: nothing may depend on it. */
export function Tip({ text, children, placement = 'top' }: TipProps) {
  return (
    <TooltipTrigger delay={delayMs} closeDelay={0}>
      {children}
      <Tooltip className={style['tip'] ?? ''} offset={6} placement={placement}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
