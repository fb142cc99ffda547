/** The host, in three parts of the stage that move by themselves. Coordinates: the stage's 390 by 844. */
export function HostBody() {
  return (
    <g>
      <path d="M176 336h38v44h-38z" fill="#e0a582" />
      <path d="M176 350c10 12 28 12 38 0v30h-38z" fill="#c98a68" />
      <path
        d="M104 560c-6-92 2-166 46-184 10-4 20-8 26-10 4 20 34 20 38 0 6 2 16 6 26 10 44 18 52 92 46 184z"
        fill="#f6e9d8"
      />
      <path d="M104 560c-6-92 2-166 46-184l14-5c-14 40-16 120-12 189z" fill="#e4d2bb" />
      <path d="M158 388l14-22c8 16 38 16 46 0l14 22 6 172h-86z" fill="#d2442f" />
      <path d="M158 388l14-22 4 4-6 190h-18z" fill="#b83724" />
      <path d="M172 460h46v30c0 8-4 12-12 12h-22c-8 0-12-4-12-12z" fill="#b83724" />
      <path
        d="M181 474c8 0 8-8 14-8s6 8 2 9"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path d="M112 548c-14-50-12-96 4-124l26 20c-10 30-8 60 4 96z" fill="#efe0cb" />
      <path d="M116 556c30 4 58-6 76-22l10 14c-22 20-54 28-88 24z" fill="#efe0cb" />
      <ellipse cx="203" cy="541" rx="14" ry="10" fill="#f2bd9b" transform="rotate(-24 203 541)" />
    </g>
  );
}

export function HostHead() {
  return (
    <g>
      <path
        d="M143 312c-8-62 22-92 52-92s60 30 52 92c-2 26-8 44-16 52-22 12-50 12-72 0-8-8-14-26-16-52z"
        fill="#2a1c22"
      />
      <ellipse cx="152" cy="306" rx="8" ry="11" fill="#e8ae8a" />
      <ellipse cx="238" cy="306" rx="8" ry="11" fill="#e8ae8a" />
      <path
        d="M154 290c0-30 18-46 41-46s41 16 41 46c0 38-18 64-41 64s-41-26-41-64z"
        fill="#f7c7a4"
      />
      <path
        d="M150 296c2-40 22-60 45-60s43 20 45 60c-10-8-16-20-18-32-16 12-46 20-60 14-4 6-8 12-12 18z"
        fill="#3a2830"
      />
      <path
        d="M168 291c4-4 11-4 15 0M207 291c4-4 11-4 15 0"
        fill="none"
        stroke="#5a3a34"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <ellipse cx="176" cy="304" rx="4.6" ry="5.4" fill="#2a1c22" />
      <ellipse cx="214" cy="304" rx="4.6" ry="5.4" fill="#2a1c22" />
      <circle cx="177.7" cy="302" r="1.5" fill="#fff" />
      <circle cx="215.7" cy="302" r="1.5" fill="#fff" />
      <circle cx="166" cy="318" r="8" fill="#f09a84" opacity="0.5" />
      <circle cx="224" cy="318" r="8" fill="#f09a84" opacity="0.5" />
      <path
        d="M195 308c-3 5-3 8 1 9"
        fill="none"
        stroke="#d99a78"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <path d="M181 326c6 5 22 5 28 0-2 12-8 16-14 16s-12-4-14-16z" fill="#a83c3a" />
      <path d="M184 328c6 3 16 3 22 0l-1 4c-6 2-14 2-20 0z" fill="#fff" />
      <circle cx="151" cy="322" r="3" fill="#ffd873" />
      <circle cx="239" cy="322" r="3" fill="#ffd873" />
    </g>
  );
}

/** Raised beside her: she waves. */
export function HostArm() {
  return (
    <g>
      <path d="M278 470c-18-4-32-24-34-46l22-26c20 8 32 34 34 58z" fill="#f6e9d8" />
      <path d="M262 462c4-34 14-72 28-100l22 8c-4 34-12 72-22 98-8 8-22 6-28-6z" fill="#efe0cb" />
      <path d="M290 362l22 8 4-16-20-8z" fill="#d2442f" />
      <path
        d="M294 348c-6-12-8-24-4-28 4-2 6 4 8 10-2-14-2-28 2-29 5-1 5 12 7 24 1-14 3-26 8-25 4 1 3 14 1 26 4-10 8-18 12-16 5 2-4 26-12 42z"
        fill="#f7c7a4"
      />
    </g>
  );
}
