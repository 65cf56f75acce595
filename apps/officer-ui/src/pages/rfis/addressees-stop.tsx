import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { SelectField, TextField } from '../../components/fields';
import { Icon } from '../../components/glyph';
import { Standing } from '../../components/inv';
import { useText } from '../../text/use-text';
import { countryCodes } from './countries';
import { useCountryName } from './country-name';
import { isEmail, noAddressee, type AddresseeForm } from './draft-form';

/** Second stop: who is asked, and who answers for each. */
export const AddresseesStop = ({
  addressees,
  tried,
  onChange,
}: {
  addressees: AddresseeForm[];
  /** Saving was tried: what is missing is said. */
  tried: boolean;
  onChange: (next: AddresseeForm[]) => void;
}) => {
  const t = useText();
  const { locale } = useIntl();
  const nameOf = useCountryName();
  const countries = useMemo(
    () =>
      countryCodes.map((id) => ({ id, label: nameOf(id) })).toSorted((a, b) => a.label.localeCompare(b.label, locale)),
    [locale, nameOf],
  );
  return (
    <>
      {addressees.length === 0 && <p className="meta">{t('rfis.addressees.none')}</p>}
      {addressees.map((each, index) => {
        const missing = (value: string): string | undefined =>
          tried && value.trim() === '' ? t('field.required') : undefined;
        const change = (part: Partial<AddresseeForm>): void =>
          onChange(addressees.map((other) => (other.key === each.key ? { ...other, ...part } : other)));
        return (
          <fieldset className="addressee" key={each.key}>
            <legend className="label">
              {each.name || t('rfis.addressee.n', { n: index + 1 })}
              <Standing of={each.provenance} />
            </legend>
            <div className="addressee__fields">
              <TextField
                label={t('rfis.addressee.name')}
                required
                maxLength={200}
                value={each.name}
                error={missing(each.name)}
                onChange={(name) => change({ name })}
              />
              <SelectField
                label={t('rfis.addressee.country')}
                required
                none={t('rfis.addressee.country.none')}
                value={each.country}
                error={missing(each.country)}
                choices={countries}
                onChange={(country) => change({ country })}
              />
              <TextField
                label={t('rfis.addressee.sector')}
                required={false}
                maxLength={100}
                value={each.sector}
                onChange={(sector) => change({ sector })}
              />
              <TextField
                label={t('rfis.contact')}
                required
                maxLength={200}
                value={each.contact}
                error={missing(each.contact)}
                onChange={(contact) => change({ contact })}
              />
              <TextField
                label={t('rfis.addressee.email')}
                type="email"
                required
                maxLength={320}
                value={each.email}
                error={tried && !isEmail(each.email) ? t('rfis.addressee.email.wrong') : undefined}
                onChange={(email) => change({ email })}
              />
              <button
                type="button"
                className="btn btn--small addressee__remove"
                onClick={() => onChange(addressees.filter((other) => other.key !== each.key))}
              >
                <Icon name="x" />
                {t('rfis.addressee.remove')}
                <span className="vh">: {each.name || t('rfis.addressee.n', { n: index + 1 })}</span>
              </button>
            </div>
          </fieldset>
        );
      })}
      <p>
        <button type="button" className="btn btn--small" onClick={() => onChange([...addressees, noAddressee()])}>
          <Icon name="plus" />
          {t('rfis.addressee.add')}
        </button>
      </p>
    </>
  );
};
