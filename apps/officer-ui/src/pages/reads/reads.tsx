import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { ReadView } from '#contracts';
import { readsQuery, recording } from '../../api/access';
import { usePeople } from '../../api/people';
import { Asked } from '../../components/asked';
import { Chip } from '../../components/chip';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { Inv } from '../../components/inv';
import { List } from '../../components/list';
import { More } from '../../components/more';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { useInquiryNames } from '../webhooks/inquiry-names';

/** Where what was read is shown. A reply and a delivery have no address of their own: their inquiry has. */
const placeOf = ({ kind, object, inquiry }: ReadView): string =>
  kind === 'case' ? `/cases/${object}` : kind === 'rfi' ? `/rfis/${object}` : `/inquiries/${inquiry}`;

/** The same list, of one person alone. */
const withPerson = (search: URLSearchParams, person: string): string => {
  const next = new URLSearchParams(search);
  next.set('person', person);
  return next.toString();
};

/** Who read what, newest first; for auditors. */
export const Page = () => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const people = usePeople();
  const dates = useDates();
  const names = useInquiryNames();
  const service = recording.find((each) => each === search.get('of')) ?? 'case-state';
  const [inquiry, person] = [search.get('inquiry') ?? undefined, search.get('person') ?? undefined];
  const reads = useInfiniteQuery(readsQuery(service, { inquiry, person, limit: '50' }));
  useTitle(t('reads.title'));
  const put = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const on = [
    ...(inquiry ? [{ name: 'inquiry', label: names.of(inquiry) ?? t('reads.inquiry.unknown') }] : []),
    ...(person ? [{ name: 'person', label: people(person).name }] : []),
  ];
  return (
    <>
      <Identity title={t('reads.title')} lede={t('reads.lede')} />
      <div className="page main">
        {on.length > 0 && (
          <p className="row row--wrap">
            {on.map(({ name, label }) => (
              <Chip key={name} onRemove={() => put(name, undefined)}>
                {label}
              </Chip>
            ))}
          </p>
        )}
        <Sheet
          title={t(`reads.of.${service}`)}
          note={reads.data && t('reads.count', { n: reads.data.pages[0]?.total ?? 0 })}
          actions={
            <Seg
              label={t('reads.which')}
              value={service}
              options={recording.map((each) => ({ value: each, label: t(`reads.of.${each}`) }))}
              onChange={(value) => put('of', value)}
            />
          }
        >
          <Asked query={reads} what={t('reads.title')}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              if (rows.length === 0)
                return (
                  <Empty title={t('reads.none')}>
                    <p>{t('reads.none.say')}</p>
                  </Empty>
                );
              return (
                <>
                  <List
                    caption={t('reads.title')}
                    rows={rows}
                    keyOf={(row) => `${row.person} ${row.kind} ${row.object} ${row.at}`}
                    columns={[
                      {
                        id: 'person',
                        head: t('member.person'),
                        rowHead: true,
                        cell: (row) => (
                          <>
                            <Link to={`?${withPerson(search, row.person)}`}>{people(row.person).name}</Link>
                            {people(row.person).invented && <Inv />}
                          </>
                        ),
                      },
                      {
                        id: 'what',
                        head: t('reads.what'),
                        cell: (row) => (
                          <>
                            <Link to={placeOf(row)}>{t(`reads.kind.${row.kind}`)}</Link>
                            <br />
                            <span className="meta">{names.of(row.inquiry) ?? t('reads.inquiry.unknown')}</span>
                          </>
                        ),
                      },
                      { id: 'when', head: t('reads.when'), nowrap: true, cell: (row) => dates.moment(row.at) },
                      {
                        id: 'under',
                        head: t('reads.under'),
                        cell: (row) => (
                          <>
                            {t(`reads.under.${row.under}`)}
                            {row.role && <span className="meta"> · {t(`role.${row.role}`)}</span>}
                            {row.restrictionId && <span className="meta"> · {t('reads.named')}</span>}
                          </>
                        ),
                      },
                    ]}
                  />
                  <More query={reads} />
                </>
              );
            }}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};
