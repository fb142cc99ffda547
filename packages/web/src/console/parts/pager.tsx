import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../../common/parts/button.tsx';
import style from './pager.module.css';

/** Buttons that turn the pages of a list; nothing when there is but one page. */
export function Pager({ label, back, on, onBack, onOn }: PagerProps) {
  if (onBack === undefined && onOn === undefined) return null;
  return (
    <nav className={style['pager']} aria-label={label}>
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
  /** What the buttons say. */
  readonly back: string;
  readonly on: string;
  /** Undefined: there is no page that way. */
  readonly onBack: (() => void) | undefined;
  readonly onOn: (() => void) | undefined;
}
