import type { AccessView } from '../../api/access';
import { usePeople } from '../../api/people';
import { Empty } from '../../components/empty';
import { Inv } from '../../components/inv';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** Something of the access that can be acted on, by the person whom it is about. */
export interface Chosen {
  kind: 'grant' | 'challenge' | 'wall';
  id: string;
  person: string;
}

type Row =
  ({ kind: 'grant' } & AccessView['grants'][number]) | ({ kind: 'challenge' } & AccessView['challenges'][number]);

const tones = {
  running: ['here', 'here'],
  walled: ['no', 'stop'],
  expired: ['end', 'ink'],
  revoked: ['end', 'ink'],
  ended: ['end', 'ink'],
} as const;

/** What can still be done about it: a grant that runs can be ended, an access that was taken reviewed until it is ended. */
const mayActOn = (row: Row, may: AccessView['may']): boolean =>
  row.kind === 'grant'
    ? may.grant && (row.state === 'running' || row.state === 'walled')
    : may.review && row.state !== 'ended' && (row.review === undefined || row.state === 'running');

/** Who besides the team may see the inquiry, or might: granted with a reason and an end, or taken on record. */
export const OthersSheet = ({
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
  const rows: Row[] = [
    ...access.challenges.map((each) => ({ kind: 'challenge' as const, ...each })),
    ...access.grants.map((each) => ({ kind: 'grant' as const, ...each })),
  ].toReversed();
  const acts = rows.some((row) => mayActOn(row, access.may));
  return (
    <Sheet title={t('access.others')} note={t('access.others.note')}>
      {rows.length === 0 ? (
        <Empty picture={false} title={t('access.others.none')}>
          <p>{t('access.others.none.say')}</p>
        </Empty>
      ) : (
        <List
          caption={t('access.others')}
          rows={rows}
          keyOf={({ id }) => id}
          picked={({ id }) => id === chosen?.id}
          columns={[
            {
              id: 'name',
              head: t('member.person'),
              rowHead: true,
              cell: ({ person, role }) => (
                <>
                  <b>{people(person).name}</b>
                  {people(person).invented && <Inv />}
                  <br />
                  <span className="meta">{t(`role.${role}`)}</span>
                </>
              ),
            },
            {
              id: 'why',
              head: t('access.why'),
              cell: (row) => (
                <>
                  {row.reason ??
                    t(row.kind === 'challenge' && !row.readsWhy ? 'access.reason.hidden' : 'access.erased')}
                  <br />
                  <span className="meta">
                    {row.kind === 'grant'
                      ? t('access.given', { who: people(row.givenBy).name, day: dates.date(row.givenOn) })
                      : t('access.taken', { day: dates.date(row.askedOn) })}
                  </span>
                  {row.kind === 'grant' && row.revoked && (
                    <>
                      <br />
                      <span className="meta">
                        {t('access.revoked.by', {
                          who: people(row.revoked.by).name,
                          day: dates.date(row.revoked.on),
                          reason: row.revoked.reason ?? t('access.erased'),
                        })}
                      </span>
                    </>
                  )}
                  {row.kind === 'challenge' && (
                    <>
                      <br />
                      <span className="meta">
                        {row.review
                          ? t(`access.review.${row.review.outcome}`, {
                              who: people(row.review.by).name,
                              note: row.review.note ?? t(row.readsWhy ? 'access.erased' : 'access.note.hidden'),
                            })
                          : t('access.review.none')}
                      </span>
                    </>
                  )}
                </>
              ),
            },
            {
              id: 'until',
              head: t('access.until'),
              nowrap: true,
              cell: (row) => (row.kind === 'grant' ? dates.date(row.until) : dates.moment(row.endsAt)),
            },
            {
              id: 'state',
              head: t('access.state'),
              nowrap: true,
              cell: ({ state }) => (
                <StateTag shape={tones[state][0]} tone={tones[state][1]}>
                  {t(`access.state.${state}`)}
                </StateTag>
              ),
            },
            ...(acts
              ? [
                  {
                    id: 'act',
                    figures: true,
                    head: <span className="vh">{t('people.change')}</span>,
                    cell: (row: Row) =>
                      mayActOn(row, access.may) && (
                        <button
                          type="button"
                          className="btn btn--quiet btn--small"
                          aria-expanded={row.id === chosen?.id}
                          aria-controls={row.id === chosen?.id ? drawer : undefined}
                          onClick={() =>
                            onChoose(
                              row.id === chosen?.id ? undefined : { kind: row.kind, id: row.id, person: row.person },
                            )
                          }
                        >
                          {t(row.kind === 'grant' ? 'access.end' : 'access.review')}
                          <span className="vh">: {people(row.person).name}</span>
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
