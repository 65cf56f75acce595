import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { caseworkRoles } from '#contracts/roles';
import { useHolds } from '../../api/people';
import { caseQuery } from '../../api/queries';
import { askableQuery, rfisPath, type AskableCase } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { SelectField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Notice } from '../../components/notice';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { BasisStop } from './basis-stop';
import { ChecksSheet } from './checks-sheet';
import { draftOf, formOf } from './draft-form';

/** Begins a request: the case it is asked on, then its basis. Saved, it is a draft with an address of its own. */
export const Page = () => {
  const t = useText();
  const cases = useQuery(askableQuery);
  const may = useHolds(caseworkRoles);
  useTitle(t('rfis.new'));
  return (
    <>
      <Identity
        crumbs={[{ label: t('rfis.list'), to: '/rfis' }, { label: t('rfis.new') }]}
        title={t('rfis.new')}
        lede={t('rfis.new.lede')}
      />
      <div className="page main">
        {may ? (
          <Asked query={cases} what={t('rfis.new.case')}>
            {({ items }) => <Begin cases={items.filter((each) => each.open && each.rules.length > 0)} />}
          </Asked>
        ) : (
          <Empty title={t('rfis.new.notYou')} picture={false} actions={<Link to="/rfis">{t('rfis.list')}</Link>}>
            <p>{t('roles.only', { roles: caseworkRoles.map((role) => t(`role.${role}`)).join(', ') })}</p>
          </Empty>
        )}
      </div>
    </>
  );
};

const Begin = ({ cases }: { cases: AskableCase[] }) => {
  const t = useText();
  const local = useLocalized();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [form, setForm] = useState(() => formOf({}));
  const [tried, setTried] = useState(false);
  const asked = search.get('case') ?? '';
  const chosen = cases.find((each) => each.id === asked);
  const view = useQuery({ ...caseQuery(chosen?.id ?? ''), enabled: chosen !== undefined });
  const notTheirs = view.data?.mayAsk === false;
  const release = useUnsaved(JSON.stringify(form) !== JSON.stringify(formOf({})));
  const command = useCommand({
    onDone: ({ data }) => {
      release();
      void navigate(data.id ? `/rfis/${data.id}/draft?stop=addressees` : '/rfis');
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!chosen) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: rfisPath,
      body: { caseId: chosen.id, draft: draftOf(form, {}, chosen.rules) },
    });
  };
  if (cases.length === 0)
    return (
      <Empty title={t('rfis.new.noCase')} actions={<Link to="/inquiries">{t('inquiries.title')}</Link>}>
        <p>{t('rfis.new.noCase.say')}</p>
      </Empty>
    );
  return (
    <div className="cols">
      <div>
        {asked !== '' && !chosen && <Notice kind="warn">{t('rfis.new.case.not')}</Notice>}
        <Sheet title={t('rfis.stop.basis')} className="formsheet">
          <form noValidate onSubmit={onSubmit}>
            <SelectField
              label={t('rfis.new.case')}
              required
              none={t('rfis.new.case.none')}
              value={chosen?.id ?? ''}
              error={tried && !chosen ? t('field.required') : undefined}
              choices={cases.map((each) => ({ id: each.id, label: `${each.number}, ${local(each.title)}` }))}
              onChange={(id) => {
                // Another case may have other rules: kind, bases and notices are chosen anew.
                setForm({ ...form, kind: '', basis: [], notices: [], narrow: false });
                setSearch(id ? { case: id } : {}, { replace: true, preventScrollReset: true });
              }}
            />
            {notTheirs && <Notice kind="stop">{t('rfis.new.notYours')}</Notice>}
            {chosen && !view.isPending && !notTheirs && (
              <BasisStop caseId={chosen.id} rules={chosen.rules} form={form} onChange={setForm} />
            )}
            <CommandProblem command={command} title={t('rfis.draft.refused')} />
            <p className="row row--wrap">
              {!notTheirs && (
                <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
                  {t(command.isPending ? 'form.sending' : 'rfis.draft.next', { stop: t('rfis.stop.addressees') })}
                </button>
              )}
              <Link to="/rfis">{t('form.cancel')}</Link>
            </p>
          </form>
        </Sheet>
      </div>
      <div className="draft__checks">
        <ChecksSheet checks={[]} unsaved={false} />
      </div>
    </div>
  );
};
