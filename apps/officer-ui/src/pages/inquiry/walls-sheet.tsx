import type { AccessView } from '../../api/access';
import { usePeople } from '../../api/people';
import { Empty } from '../../components/empty';
import { Inv } from '../../components/inv';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { LiftedBy, StandsTag } from './lifted';
import type { Chosen } from './others-sheet';

/** Who is excluded from the inquiry, whatever else is given. */
export const WallsSheet = ({
  access,
  chosen,
  drawer,
  onChoose,
}: {
  access: AccessView;
  chosen: Chosen | undefined;
  drawer: string;
  onChoose: (chosen: Chosen | undefined) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  const rows = access.walls.toReversed();
  return (
    <Sheet title={t('walls.title')} note={t('walls.note')}>
      {rows.length === 0 ? (
        <Empty picture={false} title={t('walls.none')}>
          <p>{t('walls.none.say')}</p>
        </Empty>
      ) : (
        <List
          caption={t('walls.title')}
          rows={rows}
          keyOf={({ id }) => id}
          picked={({ id }) => id === chosen?.id}
          columns={[
            {
              id: 'name',
              head: t('member.person'),
              rowHead: true,
              cell: ({ person }) => (
                <>
                  <b>{people(person).name}</b>
                  {people(person).invented && <Inv />}
                </>
              ),
            },
            {
              id: 'why',
              head: t('access.why'),
              cell: (wall) => (
                <>
                  {wall.cause === 'conflict-declared' ? t('walls.declared') : (wall.reason ?? t('walls.reason.hidden'))}
                  <br />
                  <span className="meta">
                    {t('walls.raised', { who: people(wall.raisedBy).name, day: dates.date(wall.raisedOn) })}
                    {wall.lifted && (
                      <LiftedBy who={wall.lifted.by} day={wall.lifted.on} reason={wall.lifted.reason ?? ''} />
                    )}
                  </span>
                </>
              ),
            },
            {
              id: 'state',
              head: t('access.state'),
              nowrap: true,
              cell: ({ lifted }) => <StandsTag lifted={lifted !== undefined} />,
            },
            ...(access.may.wall
              ? [
                  {
                    id: 'act',
                    figures: true,
                    head: <span className="vh">{t('people.change')}</span>,
                    cell: ({ id, person, lifted }: AccessView['walls'][number]) =>
                      !lifted && (
                        <button
                          type="button"
                          className="btn btn--quiet btn--small"
                          aria-expanded={id === chosen?.id}
                          aria-controls={id === chosen?.id ? drawer : undefined}
                          onClick={() => onChoose(id === chosen?.id ? undefined : { kind: 'wall', id, person })}
                        >
                          {t('walls.lift')}
                          <span className="vh">: {people(person).name}</span>
                        </button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Sheet>
  );
};
