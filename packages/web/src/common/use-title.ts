import { useEffect } from 'react';

/** What the browser's tab is called while the component is there. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
