import { type ReactNode, useId, useState } from 'react';
import { useText } from '../text/use-text';

/** @returns whether the clipboard took it: a browser may forbid it, and has none on a page that came by plain http. */
export const toClipboard = async (text: string): Promise<boolean> =>
  (await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )) ?? false;

/** A text to be taken elsewhere whole: by the button, or by hand from the field, which selects itself. */
export const CopyField = ({
  label,
  text,
  taken,
  more,
}: {
  label: string;
  text: string;
  /** Whether the clipboard has taken it already. */
  taken?: boolean;
  /** What is to be known of it besides. */
  more?: ReactNode;
}) => {
  const t = useText();
  const field = useId();
  const [copied, setCopied] = useState(taken);
  return (
    <div className="field">
      <label className="vh" htmlFor={field}>
        {label}
      </label>
      <div className="copyfield">
        <input
          id={field}
          className="input wire"
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="btn" onClick={() => void toClipboard(text).then(setCopied)}>
          {t('copy')}
        </button>
      </div>
      <p className="hint">
        <span role="status">{copied !== undefined && t(copied ? 'copy.done' : 'copy.byHand')}</span>
        {more && <> {more}</>}
      </p>
    </div>
  );
};
