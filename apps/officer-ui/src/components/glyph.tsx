/** Shapes of states. Always beside their word. */
export type Shape =
  'full' | 'half' | 'check' | 'ring' | 'here' | 'no' | 'dia' | 'tri' | 'clock' | 'late' | 'dash' | 'end';
export type Tone = 'ok' | 'warn' | 'stop' | 'here' | 'wait' | 'ink';
export type IconName =
  | 'fork'
  | 'x'
  | 'down'
  | 'right'
  | 'left'
  | 'plus'
  | 'check'
  | 'find'
  | 'inbox'
  | 'person'
  | 'link'
  | 'clock'
  | 'list'
  | 'map'
  | 'again'
  | 'lock'
  | 'theme';

export const Glyph = ({ shape, tone }: { shape: Shape; tone?: Tone }) => (
  <svg className={tone ? `g g-${tone}` : 'g'} aria-hidden="true">
    <use href={`#s-${shape}`} />
  </svg>
);

export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" aria-hidden="true" viewBox="0 0 16 16">
    <use href={`#i-${name}`} />
  </svg>
);

/** The sign of the two times of one event: straight when recorded on its day, slanted when later. */
export const TwoTime = ({ slanted }: { slanted: boolean }) => {
  const [above, below] = slanted ? [11, 3] : [7, 7];
  return (
    <svg className="twotime" viewBox="0 0 14 14" aria-hidden="true">
      <path d={`M${below} 11.5L${above} 2.5`} />
      <circle cx={above} cy="2.5" r="2" />
      <circle cx={below} cy="11.5" r="1.6" fill="var(--sheet)" />
    </svg>
  );
};
