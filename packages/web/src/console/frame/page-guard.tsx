import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { asConsoleError, type ConsoleError } from '../api/console-error.ts';
import { Failed } from '../parts/states.tsx';

/** A page that breaks, or cannot be fetched, leaves the frame: one can go elsewhere or try again. */
export function PageGuard({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  return <Guard key={location}>{children}</Guard>;
}

interface GuardState {
  readonly error: ConsoleError | undefined;
}

class Guard extends Component<{ readonly children: ReactNode }, GuardState> {
  override state: GuardState = { error: undefined };

  static getDerivedStateFromError(caught: unknown): GuardState {
    return { error: asConsoleError(caught) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failed error={error} onRetry={() => globalThis.location.reload()} />;
  }
}
