import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { classes } from '../classes.ts';
import { Button, IconButton } from './button.tsx';
import style from './menu.module.css';

export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly isDanger?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

export interface MenuButtonProps {
  readonly label: string;
  /** With an icon it is an icon button and `label` its tooltip; else a button with the label. */
  readonly icon?: ReactNode;
  readonly items: readonly MenuChoice[];
  readonly onAction: (id: string) => void;
  /** Given for a choice of one: it has a tick. */
  readonly selectedId?: string | undefined;
  readonly size?: 's' | 'm' | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export function MenuButton(props: MenuButtonProps) {
  const { label, icon, items, onAction, selectedId, size, isDisabled, className } = props;
  const look = { size, isDisabled, className };
  const isChoice = selectedId !== undefined;
  return (
    <MenuTrigger>
      {icon ? (
        <IconButton label={label} {...look}>
          {icon}
        </IconButton>
      ) : (
        <Button {...look}>
          {label}
          <ChevronDown aria-hidden="true" />
        </Button>
      )}
      <Popover className={classes(style['popover'])} placement="bottom end" offset={6}>
        <Menu
          aria-label={label}
          className={classes(style['menu'])}
          onAction={(id) => onAction(String(id))}
          {...(isChoice && {
            selectionMode: 'single',
            disallowEmptySelection: true,
            selectedKeys: [selectedId],
          })}
        >
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              isDisabled={item.isDisabled ?? false}
              className={classes(style['item'], item.isDanger === true && style['danger'])}
            >
              {item.icon}
              <span className={style['label']}>{item.label}</span>
              {isChoice && <Check aria-hidden="true" className={style['tick']} />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
