import { Link } from 'react-router';
import type { AccessView } from '../../api/access';
import { usePeople } from '../../api/people';
import { Empty } from '../../components/empty';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { LiftedBy, StandsTag } from './lifted';

/** What of the inquiry is for named people alone. It is restricted, and that lifted, where it stands: at the reply. */
export const RestrictionsSheet = ({ access }: { access: AccessView }) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  return (
    <Sheet title={t('restrictions.title')} note={t('restrictions.note')}>
      {access.restrictions.length === 0 ? (
        <Empty picture={false} title={t('restrictions.none')}>
          <p>{t('restrictions.none.say')}</p>
        </Empty>
      ) : (
        <List
          caption={t('restrictions.title')}
          rows={access.restrictions.toReversed()}
          keyOf={({ id }) => id}
          columns={[
            {
              id: 'what',
              head: t('restrictions.what'),
              rowHead: true,
              cell: ({ object }) => (
                <>
                  <Link to={`/rfis/${object.rfiId}?read=${object.id}`}>{object.addressee}</Link>
                  <br />
                  <span className="meta">{t('restrictions.reply', { number: object.number })}</span>
                </>
              ),
            },
            {
              id: 'named',
              head: t('restrictions.named'),
              cell: ({ people: named }) => named.map((person) => people(person).name).join(', '),
            },
            {
              id: 'why',
              head: t('access.why'),
              cell: ({ reason, restrictedBy, restrictedOn, replaces, lifted }) => (
                <>
                  {reason ?? t('restrictions.reason.hidden')}
                  <br />
                  <span className="meta">
                    {t(replaces === undefined ? 'restrictions.by' : 'restrictions.changed.by', {
                      who: people(restrictedBy).name,
                      day: dates.date(restrictedOn),
                    })}
                    {lifted && <LiftedBy who={lifted.by} day={lifted.on} reason={lifted.reason ?? ''} />}
                  </span>
                </>
              ),
            },
            {
              id: 'state',
              head: t('access.state'),
              nowrap: true,
              cell: ({ lifted, replacedBy }) =>
                replacedBy === undefined ? (
                  <StandsTag lifted={lifted !== undefined} />
                ) : (
                  <StateTag shape="end" tone="ink">
                    {t('restrictions.state.replaced')}
                  </StateTag>
                ),
            },
          ]}
        />
      )}
    </Sheet>
  );
};
