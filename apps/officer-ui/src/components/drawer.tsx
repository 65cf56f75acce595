import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useText } from '../text/use-text';
import { Icon } from './glyph';
import { useFocusBack } from './use-focus-back';

interface DrawerProps {
  id?: string;
  /** What kind of thing lies in it: Explanation, Comparison … */
  tab: string;
  title: ReactNode;
  /** Changes when the drawer shows another thing: its heading takes the focus again. */
  subject: string;
  onClose: () => void;
  children: ReactNode;
}

/** An explanation beside its thing. Opening moves the focus to its heading; Esc closes it and gives the focus back. No trap, no veil. */
export const Drawer = ({ id, tab, title, subject, onClose, children }: DrawerProps) => {
  const t = useText();
  const heading = useId();
  const box = useRef<HTMLElement>(null);
  const giveBack = useFocusBack(box, subject);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus();
  }, [subject]);
  const close = (): void => {
    onClose();
    giveBack();
  };
  return (
    <aside
      className="drawer"
      id={id}
      aria-labelledby={heading}
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <p className="drawer__tab">{tab}</p>
      <div className="drawer__head">
        <h2 id={heading} ref={head} tabIndex={-1}>
          {title}
        </h2>
        <button
          className="btn btn--quiet btn--icon"
          type="button"
          aria-label={t('drawer.close', { tab })}
          onClick={close}
        >
          <Icon name="x" />
        </button>
      </div>
      <div className="drawer__body">{children}</div>
    </aside>
  );
};
