/** The studio behind the host, in the stage's own 390 by 844: a wall at evening, a window, a shelf. */
export function Backdrop() {
  return (
    <>
      <defs>
        <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#2b2145" />
          <stop offset="0.42" stopColor="#6a3a5c" />
          <stop offset="0.66" stopColor="#a8574f" />
          <stop offset="1" stopColor="#3a1f2e" />
        </linearGradient>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#1a2348" />
          <stop offset="1" stopColor="#7d5a86" />
        </linearGradient>
      </defs>
      <rect x="-900" width="2190" height="844" fill="url(#wall)" />
      <Window />
      <Shelf />
      <StringLights />
    </>
  );
}

function Window() {
  return (
    <g>
      <rect x="28" y="176" width="128" height="186" rx="64" fill="#f0c79a" opacity="0.22" />
      <rect x="36" y="184" width="112" height="170" rx="56" fill="url(#sky)" />
      <circle cx="112" cy="226" r="13" fill="#ffe9bd" />
      <path
        d="M36 322h14v-34h16v20h14v-46h18v62h12v-28h16v16h22v42c0 1-1 0-1 0H56c-12-6-20-18-20-32z"
        fill="#171c3a"
        opacity="0.85"
      />
      <path
        d="M55 298h4M55 308h4M85 272h4M93 284h4M85 300h4M114 306h4M132 320h4"
        stroke="#ffd98a"
        strokeWidth="4"
      />
      <path d="M92 184v170M36 268h112" stroke="#e3b184" strokeWidth="4" opacity="0.55" />
    </g>
  );
}

function Shelf() {
  return (
    <g>
      <rect x="262" y="268" width="128" height="7" rx="3" fill="#e3b184" opacity="0.75" />
      <rect x="262" y="352" width="128" height="7" rx="3" fill="#e3b184" opacity="0.75" />
      <rect x="276" y="226" width="22" height="42" rx="4" fill="#f2866d" opacity="0.85" />
      <rect x="303" y="238" width="16" height="30" rx="3" fill="#ffd873" opacity="0.8" />
      <path d="M330 268c-4-26 4-36 14-40 10 4 18 14 14 40z" fill="#7fb3aa" opacity="0.85" />
      <circle cx="378" cy="250" r="18" fill="#ab9dce" opacity="0.8" />
      <path d="M284 352c0-16 30-16 30 0z" fill="#cdb89d" opacity="0.85" />
      <path
        d="M299 340c-12-6-14-20-8-30 10 6 12 18 8 30zM299 340c0-14 8-22 20-22 0 12-8 22-20 22z"
        fill="#4fae78"
        opacity="0.9"
      />
      <rect x="334" y="322" width="44" height="30" rx="4" fill="#ffe3cf" opacity="0.8" />
      <path d="M356 322v30" stroke="#e5654b" strokeWidth="5" opacity="0.9" />
    </g>
  );
}

function StringLights() {
  const bulbs = [
    [36, 121],
    [82, 134],
    [132, 139],
    [196, 136],
    [258, 128],
    [310, 117],
    [356, 103],
  ] as const;
  return (
    <g>
      <path d="M-4 104c110 46 270 48 398-18" fill="none" stroke="#1e1730" strokeWidth="2.5" />
      {bulbs.map(([x, y]) => (
        <g key={x}>
          <circle cx={x} cy={y + 8} r="15" fill="#ffd98a" opacity="0.16" />
          <circle cx={x} cy={y + 8} r="5.5" fill="#ffe7b0" />
        </g>
      ))}
    </g>
  );
}
