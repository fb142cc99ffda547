import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import style from './segments.module.css';

/** A choice among few, all in sight. */
export function Segments<T extends string>({ label, items, value, onChange }: SegmentsProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={style['group'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const item = items.find(({ id }) => keys.has(id));
        if (item !== undefined) onChange(item.id);
      }}
    >
      {items.map(({ id, label: text }) => (
        <ToggleButton key={id} id={id} className={style['item'] ?? ''}>
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly items: readonly { readonly id: T; readonly label: string }[];
  readonly value: T;
  onChange(value: T): void;
}
