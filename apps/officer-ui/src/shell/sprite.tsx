/** The shapes of states (s-) and icons (i-), once per page; `Glyph` and `Icon` refer to them. */
export const Sprite = () => (
  <svg className="sprite" aria-hidden="true">
    <symbol id="s-full" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="6" fill="currentColor" />
    </symbol>
    <symbol id="s-half" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M8 2.4a5.6 5.6 0 0 0 0 11.2z" fill="currentColor" />
    </symbol>
    <symbol id="s-check" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path
        d="M4.8 8.3l2.2 2.2 4.2-4.8"
        fill="none"
        stroke="var(--sheet)"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </symbol>
    <symbol id="s-ring" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </symbol>
    <symbol id="s-here" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="8" cy="8" r="2.6" fill="currentColor" />
    </symbol>
    <symbol id="s-no" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 8h6" stroke="currentColor" strokeWidth="1.6" />
    </symbol>
    <symbol id="s-dia" viewBox="0 0 16 16">
      <path d="M8 1l7 7-7 7-7-7z" fill="currentColor" />
      <path d="M8 4.6v4.2M8 10.6v.9" stroke="var(--sheet)" strokeWidth="1.7" />
    </symbol>
    <symbol id="s-tri" viewBox="0 0 16 16">
      <path d="M8 1.4l7.2 13H.8z" fill="currentColor" />
      <path d="M8 6v4M8 11.4v1.2" stroke="var(--sheet)" strokeWidth="1.6" />
    </symbol>
    <symbol id="s-clock" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 4.6V8l2.4 1.6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </symbol>
    <symbol id="s-late" viewBox="0 0 16 16">
      <path d="M3 1.8v12.4" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="10.2" cy="8" r="4.6" fill="currentColor" />
    </symbol>
    <symbol id="s-dash" viewBox="0 0 16 16">
      <path d="M4.5 8h7" stroke="currentColor" strokeWidth="1.5" />
    </symbol>
    <symbol id="s-end" viewBox="0 0 16 16">
      <rect x="2.5" y="2.5" width="11" height="11" rx="1" fill="currentColor" />
    </symbol>
    <symbol id="i-fork" viewBox="0 0 16 16">
      <path d="M3 3.5h4c3 0 3 9 6 9M3 3.5h10" />
    </symbol>
    <symbol id="i-x" viewBox="0 0 16 16">
      <path d="M4 4l8 8M12 4l-8 8" />
    </symbol>
    <symbol id="i-down" viewBox="0 0 16 16">
      <path d="M4 6.5l4 4 4-4" />
    </symbol>
    <symbol id="i-right" viewBox="0 0 16 16">
      <path d="M6.5 4l4 4-4 4" />
    </symbol>
    <symbol id="i-left" viewBox="0 0 16 16">
      <path d="M9.5 4l-4 4 4 4" />
    </symbol>
    <symbol id="i-plus" viewBox="0 0 16 16">
      <path d="M8 3v10M3 8h10" />
    </symbol>
    <symbol id="i-check" viewBox="0 0 16 16">
      <path d="M3 8.5l3.5 3.5L13 4.5" />
    </symbol>
    <symbol id="i-find" viewBox="0 0 16 16">
      <circle cx="7" cy="7" r="4.2" />
      <path d="M10.2 10.2L14 14" />
    </symbol>
    <symbol id="i-inbox" viewBox="0 0 16 16">
      <path d="M2 9l2-6h8l2 6v4H2zM2 9h3.6l1 2h2.8l1-2H14" />
    </symbol>
    <symbol id="i-person" viewBox="0 0 16 16">
      <circle cx="8" cy="5.4" r="2.6" />
      <path d="M2.8 14c.6-3 2.6-4.6 5.2-4.6s4.6 1.6 5.2 4.6" />
    </symbol>
    <symbol id="i-link" viewBox="0 0 16 16">
      <path d="M6.6 9.4l2.8-2.8M7.4 4.6l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.6 11.4l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5" />
    </symbol>
    <symbol id="i-clock" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.6V8l2.4 1.6" />
    </symbol>
    <symbol id="i-list" viewBox="0 0 16 16">
      <path d="M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.5M2 8h.5M2 12h.5" />
    </symbol>
    <symbol id="i-map" viewBox="0 0 16 16">
      <path d="M2 8h12" />
      <circle cx="3.4" cy="8" r="1.6" />
      <circle cx="8" cy="8" r="1.6" />
      <circle cx="12.6" cy="8" r="1.6" />
    </symbol>
    <symbol id="i-again" viewBox="0 0 16 16">
      <path d="M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3" />
    </symbol>
    <symbol id="i-lock" viewBox="0 0 16 16">
      <rect x="3" y="7" width="10" height="7" rx="1" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </symbol>
    <symbol id="i-theme" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </symbol>
    <pattern id="p-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path d="M0 0V4" stroke="var(--ink-2)" strokeWidth="1.2" />
    </pattern>
    <pattern id="p-ext" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path d="M0 0V5" stroke="var(--accent)" strokeWidth="3" />
    </pattern>
  </svg>
);
