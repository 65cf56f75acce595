import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { calendarsQuery, type CalendarLine } from '../../api/calendars';
import { useMe } from '../../api/people';
import { Asked } from '../../components/asked';
import { Identity } from '../../components/identity';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { PublishCalendar } from './publish-calendar';
import { RecomputationState } from './recomputation-state';

/** The lists of holidays that dates are counted on, in all their versions; for who keeps the rules, the place to publish a corrected one. */
export const Page = () => {
  const t = useText();
  const me = useMe();
  const calendars = useQuery(calendarsQuery);
  useTitle(t('calendars.title'));
  return (
    <>
      <Identity title={t('calendars.title')} lede={t('calendars.lede')} />
      <div className="page main">
        <Asked query={calendars} what={t('calendars.title')}>
          {({ items }) =>
            [...new Set(items.map(({ id }) => id))].map((id) => (
              <Calendar key={id} versions={items.filter((item) => item.id === id)} />
            ))
          }
        </Asked>
        {me?.roles.includes('administrator') && <PublishCalendar />}
      </div>
    </>
  );
};

const Calendar = ({ versions }: { versions: CalendarLine[] }) => {
  const t = useText();
  const [newest] = versions;
  if (!newest) return null;
  return (
    <Sheet title={newest.title} note={<code>{newest.id}</code>}>
      <List
        caption={newest.title}
        rows={versions}
        keyOf={({ version }) => String(version)}
        columns={[
          {
            id: 'version',
            head: t('calendars.version'),
            rowHead: true,
            nowrap: true,
            cell: ({ id, version, newest: isNewest }) => (
              <>
                <Link to={`/calendars/${encodeURIComponent(id)}/${version}`}>
                  {t('calendars.version.n', { version })}
                </Link>
                {isNewest && <p className="meta">{t('calendars.newest')}</p>}
              </>
            ),
          },
          { id: 'years', head: t('calendars.years'), nowrap: true, cell: ({ years }) => spanOf(years) },
          { id: 'sure', head: t('calendars.quality'), cell: ({ years }) => <Qualities years={years} /> },
          {
            id: 'state',
            head: t('calendars.cases'),
            nowrap: true,
            cell: ({ recomputation }) =>
              recomputation ? (
                <RecomputationState state={recomputation} />
              ) : (
                <span className="meta">{t('calendars.first')}</span>
              ),
          },
        ]}
      />
    </Sheet>
  );
};

const spanOf = (years: CalendarLine['years']): string => {
  const [first, last] = [years[0]?.year, years.at(-1)?.year];
  return first === undefined ? '–' : first === last ? String(first) : `${first}–${last}`;
};

/** Which years are how well known: what is uncertain is said by name. */
const Qualities = ({ years }: Pick<CalendarLine, 'years'>) => {
  const t = useText();
  const of = [...new Set(years.map(({ quality }) => quality))];
  return (
    <>
      {of.map((quality) => (
        <div key={quality}>
          {t('colon', { what: t(`calendars.quality.${quality}`) })}{' '}
          <b>
            {years
              .filter((each) => each.quality === quality)
              .map(({ year }) => year)
              .join(', ')}
          </b>
        </div>
      ))}
    </>
  );
};
