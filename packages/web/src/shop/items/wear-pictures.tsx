import { Ground } from './home-pictures.tsx';

export function Headphones() {
  return (
    <Ground tint="#dcebf7">
      <path d="M28 72V60c0-44 64-44 64 0v12" fill="none" stroke="#2d4a66" strokeWidth="9" />
      <path
        d="M33 58c2-30 52-30 54 0"
        fill="none"
        stroke="#5f8bb3"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <rect x="18" y="62" width="24" height="38" rx="11" fill="#3f6f9b" />
      <rect x="78" y="62" width="24" height="38" rx="11" fill="#3f6f9b" />
      <rect x="35" y="64" width="13" height="34" rx="6" fill="#24405a" />
      <rect x="72" y="64" width="13" height="34" rx="6" fill="#24405a" />
      <rect x="23" y="68" width="5" height="22" rx="2.5" fill="#8db8dd" />
      <rect x="83" y="68" width="5" height="22" rx="2.5" fill="#8db8dd" />
      <circle cx="92" cy="92" r="2" fill="#ffcf5c" />
    </Ground>
  );
}

export function Lipstick() {
  return (
    <Ground tint="#fbdfe4">
      <path d="M36 26c8-4 16 2 16 12v22H36z" fill="#d5304c" />
      <path d="M36 26c3-2 6-2 8-1v35h-8z" fill="#ee5a72" />
      <rect x="33" y="58" width="22" height="16" fill="#f3cf7a" />
      <rect x="33" y="58" width="7" height="16" fill="#fae3ab" />
      <rect x="29" y="72" width="30" height="29" rx="3" fill="#3b2530" />
      <rect x="29" y="72" width="8" height="29" rx="3" fill="#5c3f4c" />
      <rect x="68" y="46" width="26" height="55" rx="3" fill="#3b2530" />
      <rect x="68" y="46" width="8" height="55" rx="3" fill="#5c3f4c" />
      <rect x="68" y="88" width="26" height="5" fill="#f3cf7a" />
    </Ground>
  );
}

export function Sneaker() {
  return (
    <Ground tint="#e2edde">
      <path
        d="M16 84c-2-18 2-30 8-38 6 6 16 6 22-2l28 24c8 6 22 6 28 12 3 3 3 6 3 9H16z"
        fill="#fff"
      />
      <path d="M16 84c-2-18 2-30 8-38 4 4 9 5 14 4-4 10-5 24-3 38H16z" fill="#f07c4a" />
      <path d="M74 68c8 6 22 6 28 12 3 3 3 6 3 9H76c-6-6-7-14-2-21z" fill="#f07c4a" />
      <path
        d="M52 50l-8 9M60 57l-8 9M68 64l-8 9"
        stroke="#2f5d50"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <path d="M38 86c8-2 18-8 22-14l8 4c-4 6-10 10-16 12z" fill="#2f5d50" />
      <path d="M13 86h94c2 10-2 15-8 15H22c-6 0-10-6-9-15z" fill="#efe6d8" />
      <path d="M15 95h90c-2 4-4 6-8 6H22c-3 0-6-2-7-6z" fill="#c9b79f" />
    </Ground>
  );
}

export function Bag() {
  return (
    <Ground tint="#f6e6c8">
      <path d="M42 52V40c0-24 36-24 36 0v12" fill="none" stroke="#7a4a24" strokeWidth="6" />
      <path d="M28 48h64l7 46c1 5-2 7-6 7H27c-4 0-7-2-6-7z" fill="#b97a3f" />
      <path d="M28 48h16l-5 53H27c-4 0-7-2-6-7z" fill="#d39a5f" />
      <path d="M28 48h64l3 20c-20 12-50 12-70 0z" fill="#96602f" />
      <rect x="53" y="66" width="14" height="17" rx="3" fill="#f3cf7a" />
      <rect x="57" y="72" width="6" height="5" rx="2" fill="#96602f" />
      <path d="M34 94h52" stroke="#96602f" strokeWidth="2" strokeDasharray="4 4" />
    </Ground>
  );
}

/** An item that this shop does not know, from a card of another sender. */
export function Parcel() {
  return (
    <Ground tint="#ece7e1">
      <path d="M24 52l36-16 36 16v38l-36 14-36-14z" fill="#cf9f6b" />
      <path d="M60 66l36-14v38l-36 14z" fill="#b18150" />
      <path d="M24 52l36-16 36 16-36 14z" fill="#e2bb8d" />
      <path d="M42 44l36 15v14l-8 3V62L34 48z" fill="#f4e3c9" />
    </Ground>
  );
}
