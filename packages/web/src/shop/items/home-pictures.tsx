import type { ReactNode } from 'react';

/**
 * Drawings of 120 by 120, all made alike: a tinted ground, a soft shadow on the table, a thing of three
 * tones with the light from the upper left.
 */
export function Ground({ tint, children }: { tint: string; children: ReactNode }) {
  return (
    <>
      <rect width="120" height="120" fill={tint} />
      <circle cx="92" cy="24" r="34" fill="#fff" opacity="0.28" />
      <ellipse cx="60" cy="101" rx="38" ry="5.5" fill="#3a2a20" opacity="0.14" />
      {children}
    </>
  );
}

export function Kettle() {
  return (
    <Ground tint="#ffe3cf">
      <path
        d="M40 44c0-26 40-26 40 0"
        fill="none"
        stroke="#5b3b2e"
        strokeWidth="6"
        strokeLinecap="round"
      />
      <path d="M88 62c10-2 12-12 20-14l3 6c-8 3-8 20-22 24z" fill="#c94f38" />
      <path d="M34 58c2-16 50-16 52 0l6 34c1 6-3 9-8 9H36c-5 0-9-3-8-9z" fill="#e5654b" />
      <path d="M34 58c1-8 12-12 22-12-10 12-14 36-12 55h-8c-5 0-9-3-8-9z" fill="#f2866d" />
      <path d="M29 86h62l1 6c1 6-3 9-8 9H36c-5 0-9-3-8-9z" fill="#c94f38" opacity="0.7" />
      <rect x="44" y="43" width="32" height="6" rx="3" fill="#5b3b2e" />
      <circle cx="60" cy="40" r="5" fill="#5b3b2e" />
      <path
        d="M42 64c-2 8-3 14-3 22"
        stroke="#fff"
        strokeWidth="4"
        strokeLinecap="round"
        opacity="0.55"
      />
    </Ground>
  );
}

export function Lamp() {
  return (
    <Ground tint="#e7e4f6">
      <path d="M36 58h48l20 40H16z" fill="#ffd873" opacity="0.35" />
      <rect x="57" y="52" width="6" height="44" fill="#6b5d86" />
      <rect x="40" y="93" width="40" height="8" rx="4" fill="#544870" />
      <path d="M46 22h28l13 34c1 2-1 4-3 4H36c-2 0-4-2-3-4z" fill="#8f7fb8" />
      <path d="M46 22h10L44 60h-8c-2 0-4-2-3-4z" fill="#ab9dce" />
      <rect x="34" y="55" width="52" height="5" rx="2.5" fill="#ffd873" />
      <path d="M74 60v14" stroke="#544870" strokeWidth="2" />
      <circle cx="74" cy="76" r="3" fill="#544870" />
    </Ground>
  );
}

export function Plant() {
  return (
    <Ground tint="#dff1e3">
      <path d="M60 70C58 50 60 36 60 26" stroke="#2f7a52" strokeWidth="4" strokeLinecap="round" />
      <path d="M60 44c-4-18 6-28 14-30 4 14 0 26-14 30z" fill="#4fae78" />
      <path d="M60 52C44 50 34 40 34 28c14 0 25 8 26 24z" fill="#3b9566" />
      <path d="M60 62c2-16 14-24 28-22 0 14-12 24-28 22z" fill="#66c18c" />
      <path d="M59 66C48 68 36 62 32 52c12-4 24 2 27 14z" fill="#4fae78" />
      <path d="M40 68h40l-5 29c-1 3-3 4-5 4H50c-2 0-4-1-5-4z" fill="#e3d3bf" />
      <path d="M40 68h12l2 33h-4c-2 0-4-1-5-4z" fill="#f3e8d9" />
      <rect x="36" y="64" width="48" height="9" rx="4" fill="#cdb89d" />
      <path
        d="M48 84c5-4 8 4 13 0s8 4 12 0"
        fill="none"
        stroke="#b2694a"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </Ground>
  );
}

export function Tea() {
  return (
    <Ground tint="#eef0d6">
      <path
        d="M46 30c-4-5 4-8 0-14M60 32c-4-6 5-10 0-17M74 30c-4-5 4-8 0-14"
        fill="none"
        stroke="#fff"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <path d="M84 56c20-4 22 26-4 27" fill="none" stroke="#5a8a83" strokeWidth="7" />
      <path d="M30 46h60c0 34-10 48-20 50H50C40 94 30 80 30 46z" fill="#7fb3aa" />
      <path d="M30 46h16c0 26 4 44 10 50h-6C40 94 30 80 30 46z" fill="#a5cfc8" />
      <ellipse cx="60" cy="46" rx="30" ry="7" fill="#d9ece8" />
      <ellipse cx="60" cy="47" rx="25" ry="5" fill="#a9732f" />
      <path d="M52 47c4-3 10-3 13 0-3 2-9 2-13 0z" fill="#6c9a3a" />
      <path d="M40 96h40l-4 6H44z" fill="#5a8a83" />
      <path d="M62 66c8-4 14 2 12 8-6 2-12-1-12-8z" fill="#fff" opacity="0.8" />
    </Ground>
  );
}
