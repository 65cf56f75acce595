import { useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { useText } from '../text/use-text';
import { useFocusBack } from './use-focus-back';

interface OpenedFormProps {
  label?: string;
  /** The form takes the focus to its first field; not where what it stands in has taken it. */
  takesFocus?: boolean;
  className?: string;
  /** The buttons that send it; Cancel stands behind them. */
  acts: ReactNode;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** A form that was opened: Cancel and Esc close it, what it stands in stays open, and the focus goes back to where it was opened. */
export const OpenedForm = ({
  label,
  takesFocus = false,
  className = 'stack',
  acts,
  onSubmit,
  onCancel,
  children,
}: OpenedFormProps) => {
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  useFocusBack(form);
  useLayoutEffect(() => {
    if (takesFocus) form.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
  }, [takesFocus]);
  return (
    <form
      className={`${className} unprinted`}
      noValidate
      aria-label={label}
      ref={form}
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      {children}
      <p className="row row--wrap">
        {acts}
        <button className="btn" type="button" onClick={onCancel}>
          {t('form.cancel')}
        </button>
      </p>
    </form>
  );
};
