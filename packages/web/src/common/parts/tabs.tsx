import {
  Tab as RacTab,
  TabList as RacTabList,
  TabPanel as RacTabPanel,
  Tabs as RacTabs,
  type TabListProps,
  type TabPanelProps,
  type TabProps,
  type TabsProps,
} from 'react-aria-components';
import { classes } from '../classes.ts';
import style from './tabs.module.css';

/** `<Tabs><TabList aria-label><Tab id>…</TabList><TabPanel id>…</Tabs>`, with all props of RAC's. */
export function Tabs(props: Styled<TabsProps>) {
  return <RacTabs {...props} className={classes(style['tabs'], props.className)} />;
}

export function TabList<T extends object>(props: Styled<TabListProps<T>>) {
  return <RacTabList {...props} className={classes(style['list'], props.className)} />;
}

export function Tab(props: Styled<TabProps>) {
  return <RacTab {...props} className={classes(style['tab'], props.className)} />;
}

export function TabPanel(props: Styled<TabPanelProps>) {
  return <RacTabPanel {...props} className={classes(style['panel'], props.className)} />;
}

type Styled<P> = Omit<P, 'className'> & { readonly className?: string | undefined };
