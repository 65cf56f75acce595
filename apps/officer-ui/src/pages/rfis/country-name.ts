import { useIntl } from 'react-intl';

/** The name of a country by its ISO 3166-1 code, in the reader's language. */
export const useCountryName = (): ((code: string) => string) => {
  const intl = useIntl();
  return (code) => intl.formatDisplayName(code, { type: 'region' }) ?? code;
};
