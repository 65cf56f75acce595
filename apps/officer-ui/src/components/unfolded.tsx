import { useState, type ReactNode } from 'react';

/** A form under its summary, there while it is unfolded; what is in it folds it again. */
export const Unfolded = ({
  summary,
  className,
  children,
}: {
  summary: ReactNode;
  className?: string;
  children: (fold: () => void) => ReactNode;
}) => {
  const [open, setOpen] = useState(false);
  return (
    <details
      className={['unprinted', className].filter(Boolean).join(' ')}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {open && children(() => setOpen(false))}
    </details>
  );
};
