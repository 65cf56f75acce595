import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { LocalizedText } from '#contracts';

export type Values = Record<string, string | number | undefined>;
export type Text = (id: string, values?: Values) => string;

/** `t('inquiry.rfi', {number})`: a text of the message files, in the reader's language. */
export const useText = (): Text => {
  const intl = useIntl();
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl]);
};

/** A stored text in several languages: the reader's, else English. */
export const useLocalized = (): ((text: LocalizedText | string | undefined) => string) => {
  const { locale } = useIntl();
  return useCallback(
    (text) => (text === undefined ? '' : typeof text === 'string' ? text : (text[locale] ?? text.en)),
    [locale],
  );
};
