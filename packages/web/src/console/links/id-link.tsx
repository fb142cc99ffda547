import { Link } from 'wouter';
import style from './id-link.module.css';

/** An id that leads to its page. */
export function IdLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className={style['link']}>
      {children}
    </Link>
  );
}

/** An id that leads nowhere, or beside a name. */
export function Id({ children }: { children: string }) {
  return <code className={style['id']}>{children}</code>;
}
