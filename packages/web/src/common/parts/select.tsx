import { Check, ChevronDown } from 'lucide-react';
import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as RacSelect,
  SelectValue,
} from 'react-aria-components';
import { classes } from '../classes.ts';
import { Field, type FieldProps, fieldOf } from './field.tsx';
import style from './fields.module.css';
import menu from './menu.module.css';

export interface SelectProps<Id extends string> extends FieldProps {
  readonly items: readonly { readonly id: Id; readonly label: string }[];
  /** `undefined` as long as nothing is chosen: the placeholder shows. */
  readonly value: Id | undefined;
  readonly onChange: (value: Id) => void;
  readonly placeholder?: string | undefined;
  readonly size?: 's' | 'm' | undefined;
}

export function Select<Id extends string>(props: SelectProps<Id>) {
  const { items, value, onChange, placeholder, size = 'm' } = props;
  return (
    <RacSelect
      {...fieldOf(props)}
      value={value ?? null}
      onChange={(key) => {
        const item = items.find(({ id }) => id === key);
        if (item) onChange(item.id);
      }}
      {...(placeholder !== undefined && { placeholder })}
    >
      <Field {...props}>
        <Button
          className={classes(style['input'], style['select'], size === 's' && style['small'])}
        >
          <SelectValue className={classes(style['value'])} />
          <ChevronDown aria-hidden="true" />
        </Button>
        <Popover className={classes(menu['popover'])} offset={6}>
          <ListBox className={classes(menu['menu'])}>
            {items.map(({ id, label }) => (
              <ListBoxItem key={id} id={id} textValue={label} className={classes(menu['item'])}>
                <span className={menu['label']}>{label}</span>
                <Check aria-hidden="true" className={menu['tick']} />
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Field>
    </RacSelect>
  );
}
