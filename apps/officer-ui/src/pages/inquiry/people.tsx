import { useQuery } from '@tanstack/react-query';
import type { InquiryView, PersonView } from '#contracts';
import { useId, useState, type FormEvent } from 'react';
import { Link, useParams } from 'react-router';
import { accessQuery } from '../../api/access';
import { useLive } from '../../api/live';
import { useMe, usePeople } from '../../api/people';
import { inquiryQuery, peopleQuery, streams, type MemberView } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { List } from '../../components/list';
import { PageAsked } from '../../components/page-asked';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { TimesBar } from '../../components/times-bar';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { differenceSince, ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { AccessActs } from './access-acts';
import { ConflictState } from './conflict-state';
import { GrantForm } from './grant-form';
import { MemberActs } from './member-acts';
import { useMyRoles } from './use-my-roles';
import { MemberFields, noMember } from './member-fields';
import { OthersSheet, type Chosen } from './others-sheet';
import { RestrictionsSheet } from './restrictions-sheet';
import { WallForm } from './wall-form';
import { WallsSheet } from './walls-sheet';

/** Who may see the inquiry, in which role and until when, and who may not; each of it can be changed. */
export const Page = () => {
  const { inquiryId = '' } = useParams();
  const t = useText();
  const { times } = useThen();
  const inquiry = useQuery(inquiryQuery(inquiryId, times));
  useLive(inquiry.data && streams.inquiry(inquiryId), [['case-state', 'inquiry', inquiryId]]);
  return (
    <PageAsked query={inquiry} what={t('people.title')}>
      {(data) => (
        <ThenClock>
          <People inquiry={data} />
        </ThenClock>
      )}
    </PageAsked>
  );
};

const People = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const local = useLocalized();
  const everybody = useQuery(peopleQuery);
  const people = usePeople();
  const { times, past } = useThen();
  const mayAct = useMyRoles(inquiry).length > 0 && !past;
  const drawer = useId();
  const [changing, changeMember] = useState<string>();
  const [chosen, choose] = useState<Chosen>();
  const access = useQuery(accessQuery(inquiry.id, times));
  const auditor = useMe()?.roles.includes('auditor') === true;
  const setChanging = (person: string | undefined): void => {
    choose(undefined);
    changeMember(person);
  };
  const setChosen = (next: Chosen | undefined): void => {
    changeMember(undefined);
    choose(next);
  };
  const present = inquiry.team.filter((each) => !each.until).map((each) => each.person);
  const walled = access.data?.walls.filter((wall) => !wall.lifted).map((wall) => wall.person) ?? [];
  const member = inquiry.team.find((each) => each.person === changing && !each.until);
  useTitle(t('people.of', { title: local(inquiry.title) }));
  return (
    <>
      <Identity
        crumbs={[
          { label: t('inquiries.title'), to: '/inquiries' },
          { label: local(inquiry.title), to: `/inquiries/${inquiry.id}` },
          { label: t('people.title') },
        ]}
        title={t('people.title')}
        lede={
          <>
            {t('people.lede', { title: local(inquiry.title) })}
            <Standing of={inquiry.provenance} />
          </>
        }
      />
      <div className="page main">
        <TimesBar difference={differenceSince(`/inquiries/${inquiry.id}`, times)} />
        {auditor && (
          <p>
            <Link to={`/reads?inquiry=${inquiry.id}`}>{t('reads.of')}</Link>
          </p>
        )}
        <div className={member || chosen ? 'cols' : 'stack'}>
          <div className="stack">
            <Sheet
              title={t('people.sheet')}
              note={t('people.count', { n: inquiry.team.filter((each) => !each.until).length })}
            >
              <Members
                members={inquiry.team}
                changing={member?.person}
                drawer={drawer}
                onChange={mayAct ? setChanging : undefined}
              />
            </Sheet>
            <Asked query={access} what={t('access.others')}>
              {(data) => (
                <>
                  <OthersSheet access={data} chosen={chosen} drawer={drawer} onChoose={setChosen} />
                  <WallsSheet access={data} chosen={chosen} drawer={drawer} onChoose={setChosen} />
                  <RestrictionsSheet access={data} />
                </>
              )}
            </Asked>
          </div>
          {chosen && (
            <AccessActs
              id={drawer}
              inquiryId={inquiry.id}
              chosen={chosen}
              name={people(chosen.person).name}
              onClose={() => setChosen(undefined)}
            />
          )}
          {member && (
            <MemberActs
              id={drawer}
              inquiryId={inquiry.id}
              member={member}
              name={people(member.person).name}
              onClose={() => setChanging(undefined)}
            />
          )}
        </div>
        {mayAct && (
          <Sheet title={t('people.add')} className="formsheet" folds>
            <Asked query={everybody} what={t('people.add')}>
              {({ items }) => (
                <Join
                  inquiry={inquiry}
                  people={items.filter(({ id }) => !present.includes(id) && !walled.includes(id))}
                />
              )}
            </Asked>
          </Sheet>
        )}
        {access.data?.may.grant && (
          <Sheet title={t('grant.title')} className="formsheet" folds>
            <Asked query={everybody} what={t('grant.title')}>
              {({ items }) => (
                <GrantForm
                  inquiryId={inquiry.id}
                  people={items.filter(({ id }) => !present.includes(id) && !walled.includes(id))}
                />
              )}
            </Asked>
          </Sheet>
        )}
        {access.data?.may.wall && (
          <Sheet title={t('walls.raise.title')} className="formsheet" folds>
            <Asked query={everybody} what={t('walls.raise.title')}>
              {({ items }) => (
                <WallForm
                  inquiryId={inquiry.id}
                  team={present}
                  people={items.filter(({ id }) => !walled.includes(id))}
                />
              )}
            </Asked>
          </Sheet>
        )}
      </div>
    </>
  );
};

const Members = ({
  members,
  changing,
  drawer,
  onChange,
}: {
  members: MemberView[];
  changing: string | undefined;
  drawer: string;
  /** Absent: the reader changes nothing here. */
  onChange: ((person: string | undefined) => void) | undefined;
}) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  return (
    <List
      caption={t('people.sheet')}
      rows={members}
      keyOf={(member) => `${member.person} ${member.since}`}
      picked={(member) => member.person === changing && !member.until}
      columns={[
        {
          id: 'name',
          head: t('member.person'),
          rowHead: true,
          cell: (member) => (
            <>
              <b>{people(member.person).name}</b>
              {people(member.person).invented && <Inv />}
            </>
          ),
        },
        { id: 'role', head: t('member.role'), cell: (member) => t(`role.${member.role}`) },
        { id: 'since', head: t('people.since'), nowrap: true, cell: (member) => dates.date(member.since) },
        {
          id: 'conflict',
          head: t('member.conflict'),
          nowrap: true,
          cell: (member) =>
            member.until ? (
              <StateTag shape="end" tone="ink">
                {t('people.left', { day: dates.date(member.until) })}
              </StateTag>
            ) : (
              <ConflictState conflict={member.conflict} />
            ),
        },
        {
          id: 'act',
          figures: true,
          head: <span className="vh">{t('people.change')}</span>,
          cell: (member) =>
            onChange &&
            !member.until && (
              <button
                type="button"
                className="btn btn--quiet btn--small"
                aria-expanded={member.person === changing}
                aria-controls={member.person === changing ? drawer : undefined}
                onClick={() => onChange(member.person === changing ? undefined : member.person)}
              >
                {t('people.change')}
                <span className="vh">: {people(member.person).name}</span>
              </button>
            ),
        },
      ]}
    />
  );
};

const Join = ({ inquiry, people }: { inquiry: InquiryView; people: PersonView[] }) => {
  const t = useText();
  const [member, setMember] = useState(noMember);
  const [tried, setTried] = useState(false);
  const command = useCommand({
    onDone: () => {
      setMember(noMember);
      setTried(false);
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!member.person || !member.role) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({ method: 'POST', path: `/api/case-state/inquiries/${inquiry.id}/team`, body: member });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <div className="team__row">
        <MemberFields value={member} people={people} tried={tried} onChange={setMember} />
      </div>
      <p className="meta">{t('people.add.say')}</p>
      <CommandProblem command={command} title={t('people.add.refused')} />
      <p className="vh" role="status">
        {command.isSuccess ? t('people.added') : ''}
      </p>
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'people.add')}
        </button>
      </p>
    </form>
  );
};
