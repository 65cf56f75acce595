import type { AddresseeSummary } from '#contracts';
import { Standing } from '../../components/inv';
import { List } from '../../components/list';
import { Progress } from '../../components/progress';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { AddresseeStanding } from './addressee-state';
import { useCountryName } from './country-name';
import type { Reading } from './reading';

/** The matrix in words: a row for each addressee. */
export const AddresseeList = ({
  addressees,
  reading,
  drawer,
  onRead,
}: {
  addressees: AddresseeSummary[];
  reading: Reading | undefined;
  drawer: string;
  onRead: (reading: Reading) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const country = useCountryName();
  const isRead = (addressee: AddresseeSummary): boolean =>
    (reading?.kind === 'reply' || reading?.kind === 'answer') && reading.addressee === addressee.id;
  return (
    <List
      caption={t('rfis.addressees')}
      rows={addressees}
      keyOf={(addressee) => addressee.id}
      picked={isRead}
      columns={[
        {
          id: 'who',
          head: t('rfis.addressee'),
          rowHead: true,
          cell: (addressee) => (
            <>
              <button
                type="button"
                className="matrix__who"
                aria-expanded={isRead(addressee)}
                aria-controls={drawer}
                onClick={() => onRead({ kind: 'reply', addressee: addressee.id })}
              >
                {addressee.name}
              </button>
              <Standing of={addressee.provenance} />
              <p className="meta">
                {country(addressee.country)}
                {addressee.sector && ` · ${addressee.sector}`}
              </p>
            </>
          ),
        },
        {
          id: 'contact',
          head: t('rfis.contact'),
          cell: (addressee) => (
            <>
              {addressee.contact.name}
              <Standing of={addressee.provenance} />
              <p className="meta">{addressee.contact.email}</p>
            </>
          ),
        },
        {
          id: 'limit',
          head: t('rfis.limit'),
          nowrap: true,
          cell: (addressee) => (addressee.limit ? dates.date(addressee.limit) : '–'),
        },
        {
          id: 'answers',
          head: t('rfis.answers'),
          nowrap: true,
          cell: ({ answered, asked }) => {
            if (answered === undefined) return t('rfis.mark.withheld');
            const words = t('inquiry.rfis.in', { n: answered, of: asked });
            return (
              <>
                <Progress done={answered} total={asked} label={words} /> <span aria-hidden="true">{words}</span>
              </>
            );
          },
        },
        {
          id: 'state',
          head: t('rfis.status'),
          nowrap: true,
          cell: (addressee) => (
            <span className="standing">
              <AddresseeStanding of={addressee} />
            </span>
          ),
        },
      ]}
    />
  );
};
