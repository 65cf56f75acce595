import { useId, useState, type ReactNode } from 'react';
import { usePhone } from './use-narrow';

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
  /** On a phone only its head stands, until it is opened. Turning the phone changes nothing in what is being written. */
  folds?: boolean;
  className?: string;
  children: ReactNode;
}

/** One subject, with its title. */
export const Sheet = ({
  title,
  note,
  actions,
  aside,
  padded = true,
  id,
  folds = false,
  className,
  children,
}: SheetProps) => {
  const heading = useId();
  const phone = usePhone();
  const [folded] = useState(folds && phone);
  const body = padded ? <div className="sheet__body">{children}</div> : children;
  return (
    <section
      className={['sheet', aside && 'sheet--aside', className].filter(Boolean).join(' ')}
      aria-labelledby={heading}
      id={id}
    >
      {folded ? (
        <details className="sheet__fold">
          <summary className="sheet__head">
            <h2 id={heading}>{title}</h2>
            {typeof note === 'string' && <span className="sheet__note">{note}</span>}
          </summary>
          {actions && <div className="sheet__acts">{actions}</div>}
          {body}
        </details>
      ) : (
        <>
          <div className="sheet__head">
            <h2 id={heading}>{title}</h2>
            {note !== undefined && <div className="sheet__note">{note}</div>}
            {actions}
          </div>
          {body}
        </>
      )}
    </section>
  );
};
