import { useInfiniteQuery } from '@tanstack/react-query';
import type { LeadView } from '#contracts';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { caseworkRoles } from '#contracts/roles';
import { useHolds, usePeople } from '../../api/people';
import { inquiriesQuery, leadsQuery } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { SelectField } from '../../components/fields';
import { Identity } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { List } from '../../components/list';
import { More } from '../../components/more';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { ThenLink } from '../../components/then-link';
import { TimesBar } from '../../components/times-bar';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';

/** What may start an inquiry: the leads, with the way to open an inquiry from one. */
export const Page = () => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const show = search.get('show') === 'all' ? 'all' : 'waiting';
  const { times, past } = useThen();
  const leads = useInfiniteQuery(leadsQuery({ ...times }));
  const mayRegister = useHolds(caseworkRoles);
  useTitle(t('leads.title'));
  return (
    <>
      <Identity
        title={t('leads.title')}
        lede={t('leads.lede')}
        actions={
          mayRegister &&
          !past && (
            <div className="actions">
              <Link className="btn btn--primary" to="/leads/new">
                {t('leads.register')}
              </Link>
            </div>
          )
        }
      />
      <div className="page main">
        <TimesBar />
        <Sheet
          title={t('leads.sheet')}
          actions={
            <Seg
              label={t('leads.show')}
              value={show}
              options={[
                { value: 'waiting', label: t('leads.show.waiting') },
                { value: 'all', label: t('leads.show.all') },
              ]}
              onChange={(value) => setSearch({ ...times, ...(value === 'all' && { show: 'all' }) }, { replace: true })}
            />
          }
        >
          <Asked query={leads} what={t('leads.title')}>
            {({ pages }) => {
              const all = pages.flatMap((page) => page.items);
              const rows = show === 'all' ? all : all.filter((lead) => !lead.taken);
              return (
                <>
                  {rows.length > 0 ? <Leads rows={rows} /> : <NoLeads some={all.length > 0} />}
                  <More query={leads} />
                </>
              );
            }}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

const NoLeads = ({ some }: { some: boolean }) => {
  const t = useText();
  return (
    <Empty title={t(some ? 'leads.none.waiting' : 'leads.none')}>
      <p>{t('leads.none.say')}</p>
    </Empty>
  );
};

const Leads = ({ rows }: { rows: LeadView[] }) => {
  const t = useText();
  const { past } = useThen();
  const dates = useDates();
  const people = usePeople();
  const acts = useHolds(caseworkRoles);
  return (
    <List
      caption={t('leads.title')}
      rows={rows}
      keyOf={(lead) => lead.id}
      columns={[
        {
          id: 'subject',
          head: t('leads.subject'),
          rowHead: true,
          cell: (lead) => (
            <>
              <b>{lead.subject}</b>
              <Standing of={lead.provenance} />
              {lead.summary && <p className="meta">{lead.summary}</p>}
            </>
          ),
        },
        { id: 'kind', head: t('leads.kind'), cell: (lead) => t(`leads.kind.${lead.kind}`) },
        { id: 'source', head: t('leads.source'), cell: (lead) => lead.source },
        {
          id: 'on',
          head: t('leads.on'),
          nowrap: true,
          cell: (lead) => (
            <>
              {dates.date(lead.registeredOn)}
              <br />
              <span className="meta">
                {people(lead.registeredBy).name}
                {people(lead.registeredBy).invented && <Inv />}
              </span>
            </>
          ),
        },
        {
          id: 'state',
          head: t('leads.state'),
          nowrap: true,
          cell: (lead) =>
            lead.inquiryId ? (
              <>
                <StateTag shape="end" tone="ink">
                  {t('leads.taken')}
                </StateTag>
                <br />
                <ThenLink to={`/inquiries/${lead.inquiryId}`}>{t('leads.inquiry')}</ThenLink>
              </>
            ) : lead.taken ? (
              <StateTag shape="end" tone="ink">
                {t('leads.taken')}
              </StateTag>
            ) : (
              <>
                <StateTag shape="ring" tone="wait">
                  {t('leads.waiting')}
                </StateTag>
                <br />
                {!past && acts && (
                  <>
                    <Link to={`/inquiries/new?lead=${lead.id}`}>
                      {t('leads.open')}
                      <span className="vh">: {lead.subject}</span>
                    </Link>
                    <TakeUp lead={lead} />
                  </>
                )}
              </>
            ),
        },
      ]}
    />
  );
};

/** Takes the lead up in an inquiry that runs already. */
const TakeUp = ({ lead }: { lead: LeadView }) => {
  const t = useText();
  const local = useLocalized();
  const inquiries = useInfiniteQuery(inquiriesQuery({ closed: 'false' }));
  const command = useCommand();
  const [chosen, setChosen] = useState('');
  const running = (inquiries.data?.pages ?? []).flatMap((page) => page.items);
  if (running.length === 0) return null;
  return (
    <>
      <SelectField
        label={<span className="vh">{t('leads.takeUp', { subject: lead.subject })}</span>}
        none={t('leads.takeUp.none')}
        value={chosen}
        choices={running.map((inquiry) => ({ id: inquiry.id, label: local(inquiry.title) }))}
        onChange={setChosen}
      />
      {chosen && (
        <button
          type="button"
          className="btn btn--small"
          aria-disabled={command.isPending}
          onClick={() =>
            command.mutate({
              method: 'POST',
              path: `/api/intake/leads/${lead.id}/taking`,
              body: { inquiryId: chosen },
            })
          }
        >
          {t('leads.takeUp.act')}
          <span className="vh">: {lead.subject}</span>
        </button>
      )}
      <CommandProblem command={command} title={t('leads.takeUp.refused')} />
    </>
  );
};
