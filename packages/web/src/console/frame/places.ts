import {
  Activity,
  AppWindow,
  ListOrdered,
  type LucideIcon,
  Radio,
  Route,
  ScrollText,
  Server,
  SlidersHorizontal,
  Users,
} from 'lucide-react';

export interface Place {
  /** Below `/console`; also the first part of the pages below it. */
  readonly path: string;
  /** Key of its name: `frame.places.…`. */
  readonly id: string;
  readonly icon: LucideIcon;
}

/** The navigation: what happens, then what it runs on. */
export const places: readonly (readonly Place[])[] = [
  [
    { path: '/', id: 'now', icon: Activity },
    { path: '/rooms', id: 'rooms', icon: Radio },
    { path: '/queues', id: 'queues', icon: ListOrdered },
    { path: '/people', id: 'people', icon: Users },
    { path: '/ways', id: 'ways', icon: Route },
  ],
  [
    { path: '/nodes', id: 'nodes', icon: Server },
    { path: '/configuration', id: 'configuration', icon: SlidersHorizontal },
    { path: '/apps', id: 'apps', icon: AppWindow },
    { path: '/audit', id: 'audit', icon: ScrollText },
  ],
];

/** Whether a page at `location` belongs to the place. */
export function isAt(place: Place, location: string): boolean {
  if (place.path === '/') return location === '/' || location === '';
  return location === place.path || location.startsWith(`${place.path}/`);
}
