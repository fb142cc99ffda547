import type { AppsAnswer } from '@eagre/server/console';
import { useState } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { useView } from '../view/view.tsx';

export interface Apps {
  readonly apps: readonly string[];
  /** The one that is meant: of the view, or chosen here, or the first. */
  readonly app: string | undefined;
  choose(app: string): void;
}

/** The apps of this server, for what needs one where the view shows all. */
export function useApps(): Apps {
  const view = useView();
  const { data } = useAnswer<AppsAnswer>(view.app === undefined ? 'apps' : undefined);
  const [chosen, choose] = useState<string>();
  const apps = view.app === undefined ? (data?.apps.map(({ app }) => app) ?? []) : [view.app];
  const kept = chosen !== undefined && apps.includes(chosen) ? chosen : undefined;
  return { apps, app: kept ?? apps[0], choose };
}
