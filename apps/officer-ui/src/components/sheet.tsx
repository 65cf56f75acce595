import { useId, type ReactNode } from 'react';

interface SheetProps {
  title: ReactNode;
  /** On the right of the title: a note, a control, a link. */
  note?: ReactNode;
  actions?: ReactNode;
  /** In the narrow column. */
  aside?: boolean;
  /** False: the content brings its own padding. */
  padded?: boolean;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** One subject, with its title. */
export const Sheet = ({ title, note, actions, aside, padded = true, id, className, children }: SheetProps) => {
  const heading = useId();
  return (
    <section
      className={['sheet', aside && 'sheet--aside', className].filter(Boolean).join(' ')}
      aria-labelledby={heading}
      id={id}
    >
      <div className="sheet__head">
        <h2 id={heading}>{title}</h2>
        {note !== undefined && <div className="sheet__note">{note}</div>}
        {actions}
      </div>
      {padded ? <div className="sheet__body">{children}</div> : children}
    </section>
  );
};
