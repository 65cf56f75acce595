import { useQuery } from '@tanstack/react-query';
import type { RespondentTeam } from '#contracts';
import { useState } from 'react';
import { Link } from 'react-router';
import { invitation, removal, teamQuery } from '../../api/respondent';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { isMailAddress } from '../../components/mail-address';
import { Notice } from '../../components/notice';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { DemoMailHint } from './demo-mail-hint';
import { OwnRequest } from './own-request';

/** Who answers with the principal contact: invite, see who has come, end somebody's access. */
export const Page = () => <OwnRequest>{() => <Team />}</OwnRequest>;

const Team = () => {
  const t = useText();
  const team = useQuery(teamQuery);
  useTitle(t('respond.team.title'));
  return (
    <div className="page main">
      <h1>{t('respond.team.title')}</h1>
      <p>{t('respond.team.say')}</p>
      <Asked query={team} what={t('respond.team.title')}>
        {({ collaborators }) => (
          <>
            {collaborators.length === 0 ? (
              <p>{t('respond.team.none')}</p>
            ) : (
              <ul>
                {collaborators.map((one) => (
                  <Collaborator key={one.person} of={one} />
                ))}
              </ul>
            )}
          </>
        )}
      </Asked>
      <Invite />
      <p>
        <Link to="/respond">{t('respond.back')}</Link>
      </p>
    </div>
  );
};

const Collaborator = ({ of }: { of: RespondentTeam['collaborators'][number] }) => {
  const t = useText();
  const [sure, setSure] = useState(false);
  const remove = useCommand({ onDone: () => setSure(false) });
  return (
    <li className="frame pad">
      <p>
        <b>{of.name}</b> {of.email}
        <span className="meta"> {t(`respond.team.${of.state}`)}</span>
      </p>
      <CommandProblem command={remove} title={t('respond.team.removeRefused')} />
      {of.state !== 'removed' &&
        (sure ? (
          <p className="row row--wrap">
            <button
              type="button"
              className="btn btn--primary"
              aria-disabled={remove.isPending}
              onClick={() => {
                if (!remove.isPending) remove.mutate(removal(of.person));
              }}
            >
              {t('respond.team.removeSure', { name: of.name })}
            </button>
            <button type="button" className="btn" onClick={() => setSure(false)}>
              {t('respond.submit.notYet')}
            </button>
          </p>
        ) : (
          <button type="button" className="btn btn--small" onClick={() => setSure(true)}>
            {t('respond.team.remove')}
            <span className="vh"> {of.name}</span>
          </button>
        ))}
    </li>
  );
};

const Invite = () => {
  const t = useText();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState('');
  const [tried, setTried] = useState(false);
  const invite = useCommand({
    onDone: () => {
      setAsked(email);
      setName('');
      setEmail('');
      setTried(false);
    },
  });
  return (
    <form
      className="stack team__invite"
      noValidate
      aria-labelledby="h-invite"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!name.trim() || !isMailAddress(email)) focusFirstWrong(event.currentTarget);
        else if (!invite.isPending) invite.mutate(invitation({ name, email }));
      }}
    >
      <h2 id="h-invite">{t('respond.team.invite')}</h2>
      <p className="hint">{t('respond.team.invite.say')}</p>
      <TextField
        label={t('respond.team.name')}
        value={name}
        error={tried && !name.trim() ? t('field.required') : undefined}
        onChange={setName}
        maxLength={200}
        required
      />
      <TextField
        label={t('respond.team.email')}
        type="email"
        value={email}
        error={tried && !isMailAddress(email) ? t('respond.team.email.wrong') : undefined}
        onChange={setEmail}
        maxLength={320}
        required
      />
      <CommandProblem command={invite} title={t('respond.team.inviteRefused')} />
      {asked !== '' && (
        <Notice kind="here">
          {t('respond.team.invitedNow', { email: asked })} <DemoMailHint />
        </Notice>
      )}
      <p className="row">
        <button type="submit" className="btn btn--primary" aria-disabled={invite.isPending}>
          {t('respond.team.invite.do')}
        </button>
      </p>
    </form>
  );
};
