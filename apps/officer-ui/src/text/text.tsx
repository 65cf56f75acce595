import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';

type Rich = (chunks: ReactNode[]) => ReactNode;
const b: Rich = (chunks) => <b>{chunks}</b>;
const code: Rich = (chunks) => <code>{chunks}</code>;
const i: Rich = (chunks) => <i>{chunks}</i>;
const small: Rich = (chunks) => <small>{chunks}</small>;

/** A text with marks in it: `<b>`, `<i>`, `<small>`, `<code>` in the message, nodes as values. */
export const Text = ({ id, values }: { id: string; values?: Record<string, ReactNode | Rich> }) => (
  <FormattedMessage id={id} values={{ b, code, i, small, ...values }} />
);
