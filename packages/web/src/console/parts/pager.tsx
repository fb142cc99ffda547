import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../../common/parts/button.tsx';
import style from './pager.module.css';

/** Buttons that turn the pages of a list; nothing when there is but one page of which nothing is said. */
export function Pager({ label, text, back, on, onBack, onOn }: PagerProps) {
  if (text === undefined && onBack === undefined && onOn === undefined) return null;
  return (
    <nav className={style['pager']} aria-label={label}>
      {text === undefined ? null : <span className={style['text']}>{text}</span>}
      <Button size="s" isDisabled={onBack === undefined} onPress={() => onBack?.()}>
        <ChevronLeft aria-hidden="true" />
        {back}
      </Button>
      <Button size="s" isDisabled={onOn === undefined} onPress={() => onOn?.()}>
        {on}
        <ChevronRight aria-hidden="true" />
      </Button>
    </nav>
  );
}

export interface PagerProps {
  readonly label: string;
  /** What this page has. */
  readonly text?: string | undefined;
  /** What the buttons say. */
  readonly back: string;
  readonly on: string;
  /** Undefined: there is no page that way. */
  readonly onBack: (() => void) | undefined;
  readonly onOn: (() => void) | undefined;
}
